internal import Synchronization

/// What is under way for somebody, so that whoever asks for the same meanwhile joins it.
///
/// Nothing is kept: a flight that has landed is joined by nobody.
package final class SingleFlight<Key: Hashable & Sendable, Flight: AnyObject & Sendable>: Sendable {
  private let flights = Mutex<[Key: Flight]>([:])

  package init() {}

  /// The flight that is under way for `key`, or a new one, which its maker starts and lands.
  ///
  /// - Parameter make: Makes a flight and does nothing else; others wait meanwhile.
  package func board(_ key: Key, _ make: () -> Flight) -> (flight: Flight, isNew: Bool) {
    flights.withLock { flights in
      if let flight = flights[key] { return (flight, false) }
      let flight = make()
      flights[key] = flight
      return (flight, true)
    }
  }

  /// Lets nobody join the flight any more.
  package func land(_ flight: Flight, for key: Key) {
    flights.withLock { flights in
      if flights[key] === flight { flights[key] = nil }
    }
  }
}
