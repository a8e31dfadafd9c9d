/// The command `pg-exporter`; a placeholder until its parts are there.
@main
enum PgExporter {
  static func main() {}
}
