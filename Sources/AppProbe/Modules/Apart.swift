/// A value that is kept apart from what has it, for large ones that are copied often and seldom changed.
///
/// The frames of functions that wait have copies of what they work with, each of hundreds at a time.
@propertyWrapper struct Apart<Value: Sendable>: Sendable {
  private final class Place: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private var place: Place

  init(wrappedValue: Value) { place = Place(wrappedValue) }

  var wrappedValue: Value {
    get { place.value }
    set { place = Place(newValue) }
  }

  /// The place itself, for another to have the same value without a copy of it.
  var projectedValue: Apart {
    get { self }
    set { self = newValue }
  }
}
