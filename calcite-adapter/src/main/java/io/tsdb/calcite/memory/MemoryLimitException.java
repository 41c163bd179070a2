package io.tsdb.calcite.memory;

/** A statement would hold more in memory than it may. The message says of what, and what to do. */
public final class MemoryLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MemoryLimitException(MemoryUse use, long limit) {
    super(
        "The statement needs more memory than the "
            + size(limit)
            + " that it may have: "
            + use.words()
            + ". "
            + use.remedy()
            + "; or raise the property memoryLimit, and the heap (-Xmx) with it");
  }

  private static String size(long bytes) {
    long mebibyte = 1024 * 1024;
    return bytes >= mebibyte
        ? bytes / mebibyte + " MiB"
        : bytes >= 1024 ? bytes / 1024 + " KiB" : bytes + " bytes";
  }
}
