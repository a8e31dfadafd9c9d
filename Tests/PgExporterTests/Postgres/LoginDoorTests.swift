import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct LoginDoorTests {
  @Test func whoFindsNoPlaceIsLeftOutAtTheDeadline() throws {
    let door = LoginDoor(places: 1)
    let (isIn, gate) = (Gate(), Gate())
    Foundation.Thread.detachNewThread {
      _ = door.pass(by: Deadline(in: .seconds(30))) {
        isIn.open()
        gate.pass()
      }
    }
    isIn.pass()
    #expect(door.pass(by: Deadline(in: .milliseconds(100))) { 1 } == nil)
    gate.open()
    #expect(door.pass(by: Deadline(in: .seconds(30))) { 2 } == 2)
  }
}
