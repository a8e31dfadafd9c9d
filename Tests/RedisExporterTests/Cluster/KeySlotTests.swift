import Testing

@testable import RedisExporter

@Suite struct KeySlotTests {
  /// What `CLUSTER KEYSLOT` of Redis 7.0.15 said.
  @Test(arguments: [
    ("votes", 9180),
    ("queue:1", 657),
    ("queue:2", 13042),
    ("foo", 12182),
    ("{user1000}.following", 3443),
    ("{user1000}.followers", 3443),
    ("foo{}{bar}", 8363),
    ("foo{{bar}}zap", 4015),
    ("foo{bar}{zap}", 5061),
    ("{", 4092),
    ("}{", 12793),
    ("größe", 9425),
    ("123456789", 12739),
  ]) func slotsAreThoseOfTheServer(key: String, slot: Int) {
    #expect(KeySlot.of(Array(key.utf8)) == slot)
  }
}
