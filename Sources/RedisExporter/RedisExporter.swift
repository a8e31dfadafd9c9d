import Shared

@main
struct RedisExporterMain { static func main() {} }
