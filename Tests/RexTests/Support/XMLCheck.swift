import Foundation
import FoundationXML

/// Whether a text is XML.
final class XMLCheck {
  func accepts(_ text: String) -> Bool {
    XMLParser(data: .init(Array(text.utf8))).parse()
  }
}
