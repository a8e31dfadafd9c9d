import Shared

/// The procedures of each version of NFS, in the order of their numbers, as the counts in
/// `/proc/net/rpc` have them (`fs/nfs`, `include/linux/nfs4.h` in the kernel's source).
enum NFSProcedures {
  static let version2 = names(
    """
    Null GetAttr SetAttr Root Lookup ReadLink Read WrCache Write Create Remove Rename Link SymLink
    MkDir RmDir ReadDir FsStat
    """)

  static let version3 = names(
    """
    Null GetAttr SetAttr Lookup Access ReadLink Read Write Create MkDir SymLink MkNod Remove RmDir
    Rename Link ReadDir ReadDirPlus FsStat FsInfo PathConf Commit
    """)

  /// Of a client, which has numbers of its own for version 4.
  static let version4OfClient = names(
    """
    Null Read Write Commit Open OpenConfirm OpenNoattr OpenDowngrade Close Setattr FsInfo Renew
    SetClientID SetClientIDConfirm Lock Lockt Locku Access Getattr Lookup LookupRoot Remove Rename
    Link Symlink Create Pathconf StatFs ReadLink ReadDir ServerCaps DelegReturn GetACL SetACL
    FsLocations ReleaseLockowner Secinfo FsidPresent ExchangeID CreateSession DestroySession Sequence
    GetLeaseTime ReclaimComplete LayoutGet GetDeviceInfo LayoutCommit LayoutReturn SecinfoNoName
    TestStateID FreeStateID GetDeviceList BindConnToSession DestroyClientID Seek Allocate DeAllocate
    LayoutStats Clone
    """)

  /// The operations that a request of version 4 is made of; the protocol counts them from 3.
  static let operations4 = names(
    """
    - - - Access Close Commit Create DelegPurge DelegReturn GetAttr GetFH Link Lock Lockt Locku
    Lookup LookupRoot Nverify Open OpenAttr OpenConfirm OpenDgrd PutFH PutPubFH PutRootFH Read
    ReadDir ReadLink Remove Rename Renew RestoreFH SaveFH SecInfo SetAttr SetClientID
    SetClientIDConfirm Verify Write RelLockOwner
    """)

  private static func names(_ text: String) -> [String?] {
    text.split(whereSeparator: \.isWhitespace).map { $0 == "-" ? nil : String($0) }
  }
}
