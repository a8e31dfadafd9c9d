extension RecordedHost {
  /// Adds what is read of processes, of the network and of the machine.
  func addProcessFiles() throws {
    try folder.write(
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
          lo:      50       1    0    0    0     0          0         0       50       1    0    0    0     0       0          0
        eth0:    1250      12    3    4    0     0          0         0      980      11    1    2    0     0       0          0
      docker0:   1250      12    3    4    0     0          0         0      980      11    1    2    0     0       0          0
      vethab1:   1250      12    3    4    0     0          0         0      980      11    1    2    0     0       0          0

      """, to: "proc/100/net/dev")
    let tcp = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
         1: 0100007F:0050 0100007F:8F2A 01 00000000:00000000 02:000006D2 00000000     0        0 4712 2 0 20 4 30 10 -1
         2: 0100007F:8F2A 0100007F:0050 01 00000000:00000000 02:000006D2 00000000     0        0 4713 2 0 20 4 30 10 -1

      """
    let udp = """
         sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
        204: 00000000:0035 00000000:0000 07 00000010:00000300 00:00000000 00000000     0        0 5511 2 0 9
        206: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5512 2 0 2

      """
    for table in ["tcp", "tcp6"] { try folder.write(tcp, to: "proc/100/net/\(table)") }
    for table in ["udp", "udp6"] { try folder.write(udp, to: "proc/100/net/\(table)") }
    try folder.write(
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max cpu time              unlimited            unlimited            seconds
      Max open files            1024                 524288               files

      """, to: "proc/100/limits")
    try folder.write("", to: "proc/100/fd/0")
    try folder.link("proc/100/fd/1", to: "socket:[4711]")
    try folder.link("proc/100/fd/2", to: "pipe:[99]")
    try folder.write(
      "MemTotal:       24684220 kB\nMemFree: 1 kB\nSwapTotal:       1024 kB\n", to: "proc/meminfo")
    try folder.write("0d4b\n", to: "proc/sys/kernel/random/boot_id")
    try folder.write("8f1e\n", to: "etc/machine-id")
    try folder.write("0-3\n", to: "sys/devices/system/cpu/online")
    for cpu in 0..<4 {
      let topology = "sys/devices/system/cpu/cpu\(cpu)/topology"
      try folder.write("\(cpu / 2)\n", to: "\(topology)/core_id")
      try folder.write("0\n", to: "\(topology)/physical_package_id")
    }
    try folder.link("sys/dev/block/254:0", to: "../../devices/pci0000:00/block/vda")
  }
}
