/// The hash of Fowler, Noll and Vo, variant 1a: the same in every run of a program, which Swift's own is
/// not. <http://www.isthe.com/chongo/tech/comp/fnv/>
///
/// Inlinable, since bodies and tables of names go through it byte by byte in other modules.
package struct FNV1a<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  @usableFromInline var state: Word
  @usableFromInline let prime: Word

  @inlinable init(basis: Word, prime: Word) {
    state = basis
    self.prime = prime
  }

  @inlinable package var value: Word { state }

  @inlinable package mutating func add(_ byte: UInt8) {
    state = (state ^ Word(truncatingIfNeeded: byte)) &* prime
  }

  @inlinable package mutating func add(_ bytes: Span<UInt8>) {
    for index in bytes.indices { add(bytes[index]) }
  }
}

extension FNV1a<UInt32> {
  @inlinable package init() { self.init(basis: 2_166_136_261, prime: 16_777_619) }
}

extension FNV1a<UInt64> {
  @inlinable package init() { self.init(basis: 0xCBF2_9CE4_8422_2325, prime: 0x100_0000_01B3) }
}
