import CLateCurl
import Shared

extension CurlHandle {
  /// Has what comes handed to `inlet`, which must live as long as the transfer.
  func send(to inlet: CurlInlet) {
    let context = unsafe Unmanaged.passUnretained(inlet).toOpaque()
    unsafe vigie_curl_set_receiver(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
    unsafe vigie_curl_set_receiver(pointer, CURLOPT_HEADERFUNCTION, receiveHeader)
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
  }
}

/// What libcurl's functions are called with: it reads the header's lines for a receiver.
final class CurlInlet {
  private(set) var header = AnswerHeader()
  let receiver: Receiver

  init(_ receiver: Receiver) { self.receiver = receiver }

  fileprivate func read(headerLine line: Span<UInt8>) {
    var count = line.count
    while count > 0, line[count - 1] == 0x0A || line[count - 1] == 0x0D { count -= 1 }
    // libcurl has seen to it that this is HTTP.
    guard (try? header.read(line.extracting(..<count), receiver)) == true else { return }
    receiver.begin(status: header.status ?? 0)
  }
}

// Fewer bytes taken than were given make libcurl end the transfer.

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
  let inlet = unsafe Unmanaged<CurlInlet>.fromOpaque(context).takeUnretainedValue()
  let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe inlet.receiver.body(raw.assumingMemoryBound(to: UInt8.self).span)
  return inlet.receiver.problem == nil ? size * count : 0
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
  let inlet = unsafe Unmanaged<CurlInlet>.fromOpaque(context).takeUnretainedValue()
  let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe inlet.read(headerLine: raw.assumingMemoryBound(to: UInt8.self).span)
  return inlet.receiver.problem == nil ? size * count : 0
}
