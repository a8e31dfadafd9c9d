import Testing
@testable import Rex
