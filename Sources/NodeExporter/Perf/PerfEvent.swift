import CLinux
import Shared

/// Something that processors or the kernel count: `perf_event_open(2)`.
struct PerfEvent: Sendable {
  /// What flags call it.
  let name: String
  let header: FamilyHeader
  let type: UInt32
  let config: UInt64

  /// - Parameter family: What follows `node_perf_`.
  init(
    _ name: String, _ family: String, _ help: String, type: perf_type_id, config: UInt64
  ) {
    self.name = name
    header = FamilyHeader("node_perf_\(family)", .counter, help)
    self.type = type.rawValue
    self.config = config
  }

  /// - Parameter id: The tracepoint's number.
  init(tracepoint subsystem: String, _ event: String, id: UInt64) {
    self.init(
      "\(subsystem):\(event)", metricName("\(subsystem)_\(event)"),
      "Times that the kernel came by \(subsystem):\(event).", type: PERF_TYPE_TRACEPOINT,
      config: id)
  }
}

// MARK: - Tables

extension PerfEvent {
  private static func hardware(
    _ name: String, _ family: String, _ help: String, _ config: perf_hw_id
  ) -> PerfEvent {
    PerfEvent(name, family, help, type: PERF_TYPE_HARDWARE, config: UInt64(config.rawValue))
  }

  static let hardware: [PerfEvent] = [
    hardware("CpuCycles", "cpucycles_total", "Cycles.", PERF_COUNT_HW_CPU_CYCLES),
    hardware("CpuInstr", "instructions_total", "Instructions.", PERF_COUNT_HW_INSTRUCTIONS),
    hardware(
      "BranchInstr", "branch_instructions_total", "Instructions that branch.",
      PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
    hardware(
      "BranchMisses", "branch_misses_total", "Branches that were foretold wrongly.",
      PERF_COUNT_HW_BRANCH_MISSES),
    hardware(
      "CacheRef", "cache_refs_total", "Accesses of the cache.", PERF_COUNT_HW_CACHE_REFERENCES),
    hardware(
      "CacheMisses", "cache_misses_total", "Accesses that missed the cache.",
      PERF_COUNT_HW_CACHE_MISSES),
    hardware(
      "RefCpuCycles", "ref_cpucycles_total", "Cycles at the processor's base frequency.",
      PERF_COUNT_HW_REF_CPU_CYCLES),
    hardware(
      "StalledCyclesBackend", "stalled_cycles_backend_total",
      "Cycles in which nothing could be carried out.", PERF_COUNT_HW_STALLED_CYCLES_BACKEND),
    hardware(
      "StalledCyclesFrontend", "stalled_cycles_frontend_total",
      "Cycles in which nothing could be fetched.", PERF_COUNT_HW_STALLED_CYCLES_FRONTEND),
  ]

  private static func software(
    _ name: String, _ family: String, _ help: String, _ config: perf_sw_ids
  ) -> PerfEvent {
    PerfEvent(name, family, help, type: PERF_TYPE_SOFTWARE, config: UInt64(config.rawValue))
  }

  static let software: [PerfEvent] = [
    software("PageFault", "page_faults_total", "Page faults.", PERF_COUNT_SW_PAGE_FAULTS),
    software(
      "ContextSwitch", "context_switches_total", "Context switches.",
      PERF_COUNT_SW_CONTEXT_SWITCHES),
    software(
      "CpuMigration", "cpu_migrations_total", "Tasks that came from another processor.",
      PERF_COUNT_SW_CPU_MIGRATIONS),
    software(
      "MinorFault", "minor_faults_total", "Page faults without reading from a disk.",
      PERF_COUNT_SW_PAGE_FAULTS_MIN),
    software(
      "MajorFault", "major_faults_total", "Page faults with reading from a disk.",
      PERF_COUNT_SW_PAGE_FAULTS_MAJ),
  ]

  private static func cache(
    _ name: String, _ family: String, _ help: String, _ which: perf_hw_cache_id,
    _ operation: perf_hw_cache_op_id, _ result: perf_hw_cache_op_result_id
  ) -> PerfEvent {
    PerfEvent(
      name, "cache_\(family)_total", help, type: PERF_TYPE_HW_CACHE,
      config: UInt64(which.rawValue) | UInt64(operation.rawValue) << 8
        | UInt64(result.rawValue) << 16)
  }

  private static let read = PERF_COUNT_HW_CACHE_OP_READ
  private static let write = PERF_COUNT_HW_CACHE_OP_WRITE
  private static let hit = PERF_COUNT_HW_CACHE_RESULT_ACCESS
  private static let miss = PERF_COUNT_HW_CACHE_RESULT_MISS

  static let caches: [PerfEvent] = [
    cache(
      "L1DataReadHit", "l1d_read_hits", "Reads of the first data cache.",
      PERF_COUNT_HW_CACHE_L1D, read, hit),
    cache(
      "L1DataReadMiss", "l1d_read_misses", "Reads that missed the first data cache.",
      PERF_COUNT_HW_CACHE_L1D, read, miss),
    cache(
      "L1DataWriteHit", "l1d_write_hits", "Writes to the first data cache.",
      PERF_COUNT_HW_CACHE_L1D, write, hit),
    cache(
      "L1InstrReadMiss", "l1_instr_read_misses", "Reads that missed the instruction cache.",
      PERF_COUNT_HW_CACHE_L1I, read, miss),
    cache(
      "InstrTLBReadHit", "tlb_instr_read_hits", "Look-ups of the addresses of instructions.",
      PERF_COUNT_HW_CACHE_ITLB, read, hit),
    cache(
      "InstrTLBReadMiss", "tlb_instr_read_misses", "Those that missed.",
      PERF_COUNT_HW_CACHE_ITLB, read, miss),
    cache(
      "DataTLBReadHit", "tlb_data_read_hits", "Look-ups of addresses to read from.",
      PERF_COUNT_HW_CACHE_DTLB, read, hit),
    cache(
      "DataTLBReadMiss", "tlb_data_read_misses", "Those that missed.", PERF_COUNT_HW_CACHE_DTLB,
      read, miss),
    cache(
      "DataTLBWriteHit", "tlb_data_write_hits", "Look-ups of addresses to write to.",
      PERF_COUNT_HW_CACHE_DTLB, write, hit),
    cache(
      "DataTLBWriteMiss", "tlb_data_write_misses", "Those that missed.", PERF_COUNT_HW_CACHE_DTLB,
      write, miss),
    cache(
      "LLReadHit", "ll_read_hits", "Reads of the last cache.", PERF_COUNT_HW_CACHE_LL, read, hit),
    cache(
      "LLReadMiss", "ll_read_misses", "Reads that missed the last cache.", PERF_COUNT_HW_CACHE_LL,
      read, miss),
    cache(
      "LLWriteHit", "ll_write_hits", "Writes to the last cache.", PERF_COUNT_HW_CACHE_LL, write,
      hit),
    cache(
      "LLWriteMiss", "ll_write_misses", "Writes that missed the last cache.",
      PERF_COUNT_HW_CACHE_LL, write, miss),
    cache(
      "BPUReadHit", "bpu_read_hits", "Branches that were looked up.", PERF_COUNT_HW_CACHE_BPU, read,
      hit),
    cache(
      "BPUReadMiss", "bpu_read_misses", "Those that were not known.", PERF_COUNT_HW_CACHE_BPU, read,
      miss),
  ]
}
