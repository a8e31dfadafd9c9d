import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct EDACCollectorTests {
  @Test func writesControllersRowsAndChannels() throws {
    let host = try HostFixture(sys: [
      "devices/system/edac/mc/mc0/ce_count": "1\n",
      "devices/system/edac/mc/mc0/ue_count": "5\n",
      "devices/system/edac/mc/mc0/ce_noinfo_count": "2\n",
      "devices/system/edac/mc/mc0/ue_noinfo_count": "6\n",
      "devices/system/edac/mc/mc0/csrow0/ce_count": "3\n",
      "devices/system/edac/mc/mc0/csrow0/ue_count": "4\n",
      "devices/system/edac/mc/mc0/csrow0/ch1_ce_count": "7\n",
      "devices/system/edac/mc/mc0/csrow0/ch1_dimm_label": "DIMM_A1\n",
      "devices/system/edac/mc/power/control": "auto\n",
    ])
    #expect(
      try exposition(of: EDACCollector(host.paths)) == """
        # HELP node_edac_correctable_errors_total Errors of a controller that were mended.
        # TYPE node_edac_correctable_errors_total counter
        node_edac_correctable_errors_total{controller="0"} 1
        # HELP node_edac_uncorrectable_errors_total Errors of a controller that could not be mended.
        # TYPE node_edac_uncorrectable_errors_total counter
        node_edac_uncorrectable_errors_total{controller="0"} 5
        # HELP node_edac_csrow_correctable_errors_total Errors of a row of chips that were mended.
        # TYPE node_edac_csrow_correctable_errors_total counter
        node_edac_csrow_correctable_errors_total{controller="0",csrow="unknown"} 2
        node_edac_csrow_correctable_errors_total{controller="0",csrow="0"} 3
        # HELP node_edac_csrow_uncorrectable_errors_total Errors of a row of chips that could not be mended.
        # TYPE node_edac_csrow_uncorrectable_errors_total counter
        node_edac_csrow_uncorrectable_errors_total{controller="0",csrow="unknown"} 6
        node_edac_csrow_uncorrectable_errors_total{controller="0",csrow="0"} 4
        # HELP node_edac_channel_correctable_errors_total Errors of a channel of a row that were mended.
        # TYPE node_edac_channel_correctable_errors_total counter
        node_edac_channel_correctable_errors_total{channel="1",controller="0",csrow="0",dimm_label="DIMM_A1"} 7

        """)
  }

  /// As with node_exporter, whose alerts would fire otherwise.
  @Test func isNoFailureWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(try exposition(of: EDACCollector(host.paths)).isEmpty)
  }
}
