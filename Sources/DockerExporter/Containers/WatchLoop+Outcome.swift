import Logging
import Shared

extension WatchLoop {
  func answered() {
    lastAnswer = .now
    callBackoff.succeeded()
    ledger.contents.update { $0.connection.isUp = true }
  }

  func failed(_ error: EngineError) {
    ledger.contents.update { $0.connection.isUp = false }
    report("the engine does not answer", error)
  }

  /// Says something once, until something else is to be said.
  func report(_ message: String, _ error: EngineError?) {
    let said = "\(error.map { "\($0.kind)" } ?? "")"
    guard said != lastFailure else { return }
    lastFailure = said
    if let error {
      log.warning("\(message)", metadata: ["reason": "\(error)"])
    } else {
      log.info("\(message)", metadata: ["engine": "\(client.address)"])
    }
  }
}
