import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct MdadmCollectorTests {
  @Test func readsArraysInEachState() throws {
    let host = try HostFixture(
      proc: [
        "mdstat": """
        Personalities : [raid1] [raid0]
        md127 : active raid1 sdi2[0] sdj2[1]
              312319552 blocks [2/2] [UU]
             \u{20}
        md6 : active raid1 sdb2[2](F) sdc[1](S) sda2[0]
              195310144 blocks [2/1] [U_]
              [=>...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec

        md9 : active raid1 sdc2[2] sdd2[3] sde[4](F)
              523968 blocks super 1.2 [2/2] [UU]
              resync=DELAYED

        md101 : active (read-only) raid0 sdb[2] sdd[1] sdc[0]
              322560 blocks super 1.2 512k chunks

        md219 : inactive sdb[2](S) sdc[1](S)
                7932 blocks super external:imsm

        md3 : active raid5 sda[0] sdb[1] sdc[2]
              100 blocks super 1.2 level 5, 64k chunk, algorithm 2 [3/3] [UUU]
              [==>..................]  reshape = 12.5% (12/100) finish=1.0min speed=1K/sec

        unused devices: <none>

        """
      ],
      sys: [
        "block/md127/md/degraded": "0\n",
        "block/md127/md/raid_disks": "2\n",
        "block/sda/size": "1\n",
      ])
    #expect(
      try exposition(of: MdadmCollector(host.paths)) == """
        # HELP node_md_state Which of the states an array is in.
        # TYPE node_md_state gauge
        node_md_state{device="md127",state="active"} 1
        node_md_state{device="md127",state="inactive"} 0
        node_md_state{device="md127",state="recovering"} 0
        node_md_state{device="md127",state="resync"} 0
        node_md_state{device="md127",state="check"} 0
        node_md_state{device="md6",state="active"} 0
        node_md_state{device="md6",state="inactive"} 0
        node_md_state{device="md6",state="recovering"} 1
        node_md_state{device="md6",state="resync"} 0
        node_md_state{device="md6",state="check"} 0
        node_md_state{device="md9",state="active"} 0
        node_md_state{device="md9",state="inactive"} 0
        node_md_state{device="md9",state="recovering"} 0
        node_md_state{device="md9",state="resync"} 1
        node_md_state{device="md9",state="check"} 0
        node_md_state{device="md101",state="active"} 1
        node_md_state{device="md101",state="inactive"} 0
        node_md_state{device="md101",state="recovering"} 0
        node_md_state{device="md101",state="resync"} 0
        node_md_state{device="md101",state="check"} 0
        node_md_state{device="md219",state="active"} 0
        node_md_state{device="md219",state="inactive"} 1
        node_md_state{device="md219",state="recovering"} 0
        node_md_state{device="md219",state="resync"} 0
        node_md_state{device="md219",state="check"} 0
        node_md_state{device="md3",state="active"} 0
        node_md_state{device="md3",state="inactive"} 0
        node_md_state{device="md3",state="recovering"} 0
        node_md_state{device="md3",state="resync"} 0
        node_md_state{device="md3",state="check"} 0
        node_md_state{device="md3",state="reshaping"} 1
        # HELP node_md_disks Disks of an array by their state.
        # TYPE node_md_disks gauge
        node_md_disks{device="md127",state="active"} 2
        node_md_disks{device="md127",state="failed"} 0
        node_md_disks{device="md127",state="spare"} 0
        node_md_disks{device="md6",state="active"} 1
        node_md_disks{device="md6",state="failed"} 1
        node_md_disks{device="md6",state="spare"} 1
        node_md_disks{device="md9",state="active"} 2
        node_md_disks{device="md9",state="failed"} 1
        node_md_disks{device="md9",state="spare"} 0
        node_md_disks{device="md101",state="active"} 3
        node_md_disks{device="md101",state="failed"} 0
        node_md_disks{device="md101",state="spare"} 0
        node_md_disks{device="md219",state="active"} 0
        node_md_disks{device="md219",state="failed"} 0
        node_md_disks{device="md219",state="spare"} 2
        node_md_disks{device="md3",state="active"} 3
        node_md_disks{device="md3",state="failed"} 0
        node_md_disks{device="md3",state="spare"} 0
        # HELP node_md_disks_required Disks that an array has when it is whole.
        # TYPE node_md_disks_required gauge
        node_md_disks_required{device="md127"} 2
        node_md_disks_required{device="md6"} 2
        node_md_disks_required{device="md9"} 2
        node_md_disks_required{device="md101"} 3
        node_md_disks_required{device="md219"} 0
        node_md_disks_required{device="md3"} 3
        # HELP node_md_blocks Size of an array in blocks of 1024 bytes.
        # TYPE node_md_blocks gauge
        node_md_blocks{device="md127"} 312319552
        node_md_blocks{device="md6"} 195310144
        node_md_blocks{device="md9"} 523968
        node_md_blocks{device="md101"} 322560
        node_md_blocks{device="md219"} 7932
        node_md_blocks{device="md3"} 100
        # HELP node_md_blocks_synced Blocks of an array that are in step.
        # TYPE node_md_blocks_synced gauge
        node_md_blocks_synced{device="md127"} 312319552
        node_md_blocks_synced{device="md6"} 16775552
        node_md_blocks_synced{device="md9"} 0
        node_md_blocks_synced{device="md101"} 322560
        node_md_blocks_synced{device="md219"} 7932
        node_md_blocks_synced{device="md3"} 12
        # HELP node_md_raid_disks Disks that an array consists of.
        # TYPE node_md_raid_disks gauge
        node_md_raid_disks{device="md127"} 2
        # HELP node_md_degraded Disks that an array lacks.
        # TYPE node_md_degraded gauge
        node_md_degraded{device="md127"} 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: MdadmCollector(host.paths))
    }
  }
}
