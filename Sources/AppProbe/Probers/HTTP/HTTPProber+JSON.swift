import Shared

extension HTTPProber {
  /// Whether there are conditions on a body of JSON.
  var looksAtJSON: Bool { failsIfJSONMatches != nil || failsIfJSONNotMatches != nil }

  /// Holds the body against the conditions. One that has no value for it, such as of a member that is
  /// not there, is a failure of either kind, as with blackbox_exporter.
  func checkJSON(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    guard looksAtJSON else { return }
    let body: JSON
    do throws(JSONError) {
      body = try JSON(parsing: answer.body)
    } catch {
      throw fail("the body is \(error)", probe)
    }
    for (expression, mustHold) in [(failsIfJSONMatches, false), (failsIfJSONNotMatches, true)] {
      guard let expression else { continue }
      let holds: Bool
      do throws(CELError) {
        holds = try expression.holds(for: body)
      } catch {
        throw fail("'\(expression.text)' has no value for the body: \(error)", probe)
      }
      guard holds == mustHold else {
        throw fail("the body \(holds ? "fulfils" : "does not fulfil") '\(expression.text)'", probe)
      }
    }
  }

  private func fail(_ words: String, _ probe: Probe) -> ProbeFailure {
    probe.report.set(.failedDueToCEL, true)
    return ProbeFailure(.body, OneLine.of(words) { $0 })
  }
}
