import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SysctlCollectorTests {
  @Test func writesNumbersAndWords() throws {
    let host = try HostFixture(proc: [
      "sys/kernel/threads-max": "7801\n",
      "sys/fs/file-nr": "1024\t0\t1631329\n",
      "sys/kernel/seccomp/actions_avail": "kill_process trap\n",
      "sys/vm/swappiness": "sixty\n",
    ])
    #expect(
      try exposition(
        of: SysctlCollector(
          host.paths,
          .parse([
            "--collector.sysctl.include", "kernel.threads-max", "--collector.sysctl.include",
            "fs.file-nr", "--collector.sysctl.include", "fs.file-nr:total,current,max",
            "--collector.sysctl.include-info", "kernel.seccomp.actions_avail",
          ]))) == """
          # HELP node_sysctl_kernel_threads_max The kernel setting kernel.threads-max.
          # TYPE node_sysctl_kernel_threads_max untyped
          node_sysctl_kernel_threads_max 7801
          # HELP node_sysctl_fs_file_nr The kernel setting fs.file-nr.
          # TYPE node_sysctl_fs_file_nr untyped
          node_sysctl_fs_file_nr{index="0"} 1024
          node_sysctl_fs_file_nr{index="1"} 0
          node_sysctl_fs_file_nr{index="2"} 1631329
          # HELP node_sysctl_fs_file_nr_total The kernel setting fs.file-nr, total.
          # TYPE node_sysctl_fs_file_nr_total untyped
          node_sysctl_fs_file_nr_total 1024
          # HELP node_sysctl_fs_file_nr_current The kernel setting fs.file-nr, current.
          # TYPE node_sysctl_fs_file_nr_current untyped
          node_sysctl_fs_file_nr_current 0
          # HELP node_sysctl_fs_file_nr_max The kernel setting fs.file-nr, max.
          # TYPE node_sysctl_fs_file_nr_max untyped
          node_sysctl_fs_file_nr_max 1631329
          # HELP node_sysctl_info A word of a kernel setting, always 1.
          # TYPE node_sysctl_info gauge
          node_sysctl_info{index="0",name="kernel.seccomp.actions_avail",value="kill_process"} 1
          node_sysctl_info{index="1",name="kernel.seccomp.actions_avail",value="trap"} 1

          """)
  }

}
