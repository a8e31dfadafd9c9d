import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NVMeSubsystemCollectorTests {
  @Test func writesWhichControllersWork() throws {
    let folder = "class/nvme-subsystem/nvme-subsys0"
    let host = try HostFixture(sys: [
      "\(folder)/subsysnqn": "nqn.2014-08.org.example:a\n", "\(folder)/model": "Store  \n",
      "\(folder)/serial": "S1\n", "\(folder)/iopolicy": "round-robin\n",
      "\(folder)/nvme0/state": "live\n", "\(folder)/nvme0/transport": "tcp\n",
      "\(folder)/nvme1/state": "what\n", "\(folder)/nvme1/transport": "tcp\n",
      "\(folder)/nvme0n1/nsid": "1\n", "\(folder)/nvme0c0n1/nsid": "1\n",
    ])
    let lines = samples(try exposition(of: NVMeSubsystemCollector(host.paths)))
    #expect(
      lines.filter { !$0.hasSuffix(" 0") } == [
        #"node_nvmesubsystem_info{iopolicy="round-robin",model="Store",nqn="nqn.2014-08.org.example:a",serial="S1",subsystem="nvme-subsys0"} 1"#,
        #"node_nvmesubsystem_path_state{controller="nvme0",state="live",subsystem="nvme-subsys0",transport="tcp"} 1"#,
        #"node_nvmesubsystem_path_state{controller="nvme1",state="unknown",subsystem="nvme-subsys0",transport="tcp"} 1"#,
        #"node_nvmesubsystem_namespace_info{device="nvme0n1",subsystem="nvme-subsys0"} 1"#,
        #"node_nvmesubsystem_paths{subsystem="nvme-subsys0"} 2"#,
        #"node_nvmesubsystem_paths_live{subsystem="nvme-subsys0"} 1"#,
      ])
    #expect(lines.count { $0.hasPrefix("node_nvmesubsystem_path_state") } == 10)
  }
}
