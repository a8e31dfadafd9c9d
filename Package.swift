// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "vigie",
  products: [
    .executable(name: "node-exporter", targets: ["NodeExporter"])
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
      ]),
    .executableTarget(
      name: "NodeExporter",
      dependencies: [
        "Shared", "CLinux", "CSystemd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // What only C can say: one folder with a module map each.
    .target(name: "CLinux", path: "Sources/CLibraries/CLinux"),
    .systemLibrary(
      name: "CPCRE2", path: "Sources/CLibraries/CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(
      name: "CSystemd", path: "Sources/CLibraries/CSystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CLibraries/CZlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "TestSupport", dependencies: ["Shared"], path: "Tests/Support"),
    .testTarget(name: "SharedTests", dependencies: ["Shared", "TestSupport"]),
    .testTarget(name: "NodeExporterTests", dependencies: ["NodeExporter", "TestSupport"]),
    .testTarget(
      name: "IntegrationTests", dependencies: ["NodeExporter", "Shared", "TestSupport"],
      exclude: ["README.md", "systemd-host"]),
  ]
)

/// Set by `script/test`: a warning of a compiler newer than ours must not break a user's build.
let strict = Context.environment["VIGIE_WARNINGS_AS_ERRORS"] != nil

for target in package.targets where target.type != .system && target.name != "CLinux" {
  target.swiftSettings =
    [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableExperimentalFeature("Lifetimes"),
      .strictMemorySafety(),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])
}
