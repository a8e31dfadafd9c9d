import Shared

/// Where notices that were sent can be read: a page or a file of JSON.
enum NoticeSource {
  static func notices(at place: String, within patience: Duration) throws(Complaint) -> [Notice] {
    let bytes: [UInt8]
    let name: String
    if let address = WebAddress(place) {
      name = address.description
      do throws(Complaint) {
        let answer = try HTTPGet.answer(of: address.url, within: patience)
        guard answer.status == 200 else { throw Complaint("HTTP status \(answer.status)") }
        bytes = answer.body
      } catch {
        throw Complaint(
          "no notices from \(name): \(error). Without --notices the times of alerts are used")
      }
    } else {
      name = place
      do throws(SystemError) {
        bytes = try WholeFile.contents(of: place)
      } catch {
        throw Complaint("no notices: \(error). --notices takes a URL or a file of JSON")
      }
    }
    do {
      return try Notice.all(in: JSON(parsing: bytes))
    } catch {
      throw Complaint("\(name): \(error)")
    }
  }
}
