// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "vigie",
  products: [
    .executable(name: "node-exporter", targets: ["NodeExporter"]),
    .executable(name: "pg-exporter", targets: ["PgExporter"]),
    .executable(name: "redis-exporter", targets: ["RedisExporter"]),
    .executable(name: "app-probe", targets: ["AppProbe"]),
    .executable(name: "docker-exporter", targets: ["DockerExporter"]),
    .executable(name: "rex", targets: ["Rex"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: [
    .target(
      name: "Shared",
      dependencies: [
        "CLinux", "CPCRE2", "CSystemd", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["TLS", "WebConfiguration", "YAML"]),
    .target(name: "TLS", dependencies: ["COpenSSL", "Shared"], path: "Sources/Shared/TLS"),
    .target(name: "YAML", dependencies: ["CYAML", "Shared"], path: "Sources/Shared/YAML"),
    .target(
      name: "WebConfiguration", dependencies: ["CCrypt", "Shared", "TLS", "YAML"],
      path: "Sources/Shared/WebConfiguration"),
    .executableTarget(
      name: "NodeExporter",
      dependencies: [
        "Shared", "CLinux", "CSystemd", "WebConfiguration",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "PgExporter",
      dependencies: [
        "Shared", "CLinux", "CPostgres", "WebConfiguration", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      // For libgnutls to find: see GnuTLS.swift.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=_gnutls_global_init_skip"])
      ]),

    .executableTarget(
      name: "RedisExporter",
      dependencies: [
        "Shared", "CHiredis", "CLinux", "TLS", "WebConfiguration", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .executableTarget(
      name: "AppProbe",
      dependencies: [
        "Shared", "CCurl", "CLinux", "COpenSSL", "TLS", "WebConfiguration", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      // For libgnutls, libcurl and libssl to find: see GnuTLS.swift and Interposed.swift.
      linkerSettings: [
        .unsafeFlags([
          "-Xlinker", "--export-dynamic-symbol=_gnutls_global_init_skip",
          "-Xlinker", "--export-dynamic-symbol=SSL_CTX_new",
          "-Xlinker", "--export-dynamic-symbol=d2i_X509",
        ])
      ]),

    .executableTarget(
      name: "DockerExporter",
      dependencies: [
        "Shared", "CLateCurl", "CLinux", "WebConfiguration",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .executableTarget(
      name: "Rex",
      dependencies: [
        "Shared", "CCurl", "CLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // What only C can say: one folder with a module map each.
    .target(
      name: "CLinux", path: "Sources/CLibraries/CLinux",
      // Set when a package is made: it then names the commit in --version and build_info.
      cSettings: Context.environment["VIGIE_REVISION"].map {
        [.define("VIGIE_REVISION", to: "\"\($0)\"")]
      }),
    // Opened when first needed: see CLate.
    .target(name: "CLate", path: "Sources/CLibraries/CLate"),
    .target(name: "CCrypt", dependencies: ["CLate"], path: "Sources/CLibraries/CCrypt"),
    .target(name: "COpenSSL", dependencies: ["CLate"], path: "Sources/CLibraries/COpenSSL"),
    .target(name: "CLateCurl", dependencies: ["CLate"], path: "Sources/CLibraries/CLateCurl"),
    .target(name: "CYAML", dependencies: ["CLate"], path: "Sources/CLibraries/CYAML"),
    .systemLibrary(
      name: "CCurl", path: "Sources/CLibraries/CCurl",
      providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CHiredis", path: "Sources/CLibraries/CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(
      name: "CPCRE2", path: "Sources/CLibraries/CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(
      name: "CPostgres", path: "Sources/CLibraries/CPostgres", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CSystemd", path: "Sources/CLibraries/CSystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CLibraries/CZlib", providers: [.apt(["zlib1g-dev"])]),

    .target(
      name: "TestSupport",
      dependencies: ["Shared", .product(name: "Logging", package: "swift-log")],
      path: "Tests/Support"),
    .testTarget(
      name: "SharedTests",
      dependencies: [
        "CLinux", "Shared", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(name: "TLSTests", dependencies: ["Shared", "TestSupport", "TLS"]),
    .testTarget(
      name: "WebConfigurationTests",
      dependencies: ["Shared", "TLS", "TestSupport", "WebConfiguration", "YAML"]),
    .testTarget(name: "YAMLTests", dependencies: ["Shared", "TestSupport", "YAML"]),
    .testTarget(name: "NodeExporterTests", dependencies: ["NodeExporter", "TestSupport"]),
    .testTarget(
      name: "PgExporterTests", dependencies: ["CPostgres", "PgExporter", "TestSupport", "YAML"]),
    .testTarget(name: "AppProbeTests", dependencies: ["AppProbe", "TestSupport", "TLS", "YAML"]),
    .testTarget(name: "DockerExporterTests", dependencies: ["DockerExporter", "TestSupport"]),
    .testTarget(name: "RexTests", dependencies: ["Rex", "Shared", "TestSupport"]),
    .testTarget(name: "RedisExporterTests", dependencies: ["RedisExporter", "TestSupport"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "AppProbe", "DockerExporter", "NodeExporter", "PgExporter", "RedisExporter", "Shared",
        "TestSupport",
      ],
      exclude: ["README.md", "systemd-host", "PgReference/postgres_exporter-names.tsv"]),
  ]
)

/// Set by `script/test`: a warning of a compiler newer than ours must not break a user's build.
let strict = Context.environment["VIGIE_WARNINGS_AS_ERRORS"] != nil

let ofC = ["CCrypt", "CLate", "CLateCurl", "CLinux", "COpenSSL", "CYAML"]

for target in package.targets where target.type != .system && !ofC.contains(target.name) {
  target.swiftSettings =
    [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableExperimentalFeature("Lifetimes"),
    ] + (target.type == .test ? [] : [.strictMemorySafety()])
    + (strict ? [.treatAllWarnings(as: .error)] : [])
}
