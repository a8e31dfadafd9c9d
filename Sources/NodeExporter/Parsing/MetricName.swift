/// What the kernel calls something, as a part of a family's name: all but ASCII letters and digits
/// becomes an underscore.
func metricName(_ text: String) -> String {
  String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
}
