import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct DRMCollectorTests {
  @Test func writesCardsOfAMD() throws {
    let host = try HostFixture(sys: [
      "class/drm/card0-DP-1/status": "connected\n",
      "class/drm/card0/device/uevent": "DRIVER=amdgpu\nPCI_CLASS=30000\n",
      "class/drm/card0/device/mem_info_vram_vendor": "samsung\n",
      "class/drm/card0/device/unique_id": "0123456789abcdef\n",
      "class/drm/card0/device/power_dpm_force_performance_level": "manual\n",
      "class/drm/card0/device/gpu_busy_percent": "4\n",
      "class/drm/card0/device/mem_info_gtt_total": "8573157376\n",
      "class/drm/card0/device/mem_info_gtt_used": "144560128\n",
      "class/drm/card0/device/mem_info_vis_vram_total": "8573157376\n",
      "class/drm/card0/device/mem_info_vis_vram_used": "1490378752\n",
      "class/drm/card0/device/mem_info_vram_total": "8573157376\n",
      "class/drm/card0/device/mem_info_vram_used": "1490378752\n",
      "class/drm/card1/device/uevent": "DRIVER=i915\n",
    ])
    #expect(
      samples(try exposition(of: DRMCollector(host.paths))) == [
        #"node_drm_card_info{card="card0",chip="device",memory_vendor="samsung",power_performance_level="manual",unique_id="0123456789abcdef",vendor="amd"} 1"#,
        #"node_drm_gpu_busy_percent{card="card0"} 4"#,
        #"node_drm_memory_gtt_size_bytes{card="card0"} 8573157376"#,
        #"node_drm_memory_gtt_used_bytes{card="card0"} 144560128"#,
        #"node_drm_memory_vis_vram_size_bytes{card="card0"} 8573157376"#,
        #"node_drm_memory_vis_vram_used_bytes{card="card0"} 1490378752"#,
        #"node_drm_memory_vram_size_bytes{card="card0"} 8573157376"#,
        #"node_drm_memory_vram_used_bytes{card="card0"} 1490378752"#,
      ])
  }

  /// As with node_exporter, whose alerts would fire otherwise.
  @Test func isNoFailureWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(try exposition(of: DRMCollector(host.paths)).isEmpty)
  }
}
