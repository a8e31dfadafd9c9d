import Shared

/// Something to be done at a moment, unless it is taken back before.
final class LoopTimer {
  let end: Deadline
  let body: () -> Void
  /// Where the heap has it; `nil` when it does not.
  fileprivate var position: Int?

  init(_ end: Deadline, _ body: @escaping () -> Void) {
    self.end = end
    self.body = body
  }
}

/// Timers, of which the next one to end is at hand.
///
/// Most timers are limits that are taken back, so that taking back must not leave anything behind.
struct TimerHeap {
  private var timers: [LoopTimer] = []

  var first: LoopTimer? { timers.first }

  mutating func insert(_ timer: LoopTimer) {
    timer.position = timers.count
    timers.append(timer)
    rise(timers.count - 1)
  }

  /// Takes a timer out, if it is still in.
  mutating func remove(_ timer: LoopTimer) {
    guard let position = timer.position else { return }
    timer.position = nil
    let last = timers.removeLast()
    guard last !== timer else { return }
    place(last, at: position)
    rise(position)
    sink(last.position ?? position)
  }

  private mutating func place(_ timer: LoopTimer, at position: Int) {
    timers[position] = timer
    timer.position = position
  }

  private mutating func swapAt(_ first: Int, _ second: Int) {
    let timer = timers[first]
    place(timers[second], at: first)
    place(timer, at: second)
  }

  private mutating func rise(_ start: Int) {
    var position = start
    while position > 0, timers[position].end < timers[(position - 1) / 2].end {
      swapAt(position, (position - 1) / 2)
      position = (position - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var position = start
    while true {
      var next = position
      for child in [2 * position + 1, 2 * position + 2]
      where child < timers.count && timers[child].end < timers[next].end {
        next = child
      }
      if next == position { return }
      swapAt(position, next)
      position = next
    }
  }
}
