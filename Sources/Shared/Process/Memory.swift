internal import CLinux
internal import Glibc

/// How the allocator is to behave in a small program with many short threads.
package enum Memory {
  static func configure() {
    // An arena for each thread would keep what its busiest moment needed; the threads that work at
    // the same moment are few.
    mallopt(M_ARENA_MAX, 1)
    // A page of metrics is taken and given back for every scrape: from the heap, not from mmap,
    // whose pages the kernel would have to clear each time. What is free at the heap's end beyond
    // this goes back: less than a page takes, and each scrape would clear the same memory anew,
    // a twelfth of its time. A page that is so large that it would be most of what the program
    // takes goes back each time: of what is read for it, clearing is a fiftieth.
    mallopt(M_MMAP_THRESHOLD, 512 << 10)
    mallopt(M_TRIM_THRESHOLD, 256 << 10)
    mallopt(M_TOP_PAD, 64 << 10)
  }

  /// Gives back what is free, after something that took much and comes seldom, such as reading the
  /// command line.
  package static func trim() { malloc_trim(0) }

  /// Takes out of the process what is mapped of the program's and its libraries' files for something
  /// that is done once, such as linking, flags and what libraries prepare. It stays in the kernel's
  /// cache like anything that was read, and what is used again is mapped again, some pages at a time.
  package static func forgetCode() { vigie_forget_code() }
}
