package io.tsdb.benchmarks;

/** How much data the cases take. Targets are set for {@link #FULL}; figures elsewhere only tell. */
enum Scale {
  /** Seconds: shows that each case still runs. */
  SMALL(100_000, 20, 1_200, 2_000, 5_000, 20_000, 200),
  /** Minutes: what the targets speak of, such as a segment of 256 MB. */
  FULL(8_000_000, 2_000, 10_000, 40_000, 300_000, 4_000_000, 4_000);

  private final int dayRows;
  private final int smallSegments;
  private final int listedSegments;
  private final int hourRows;
  private final int textRows;
  private final int sealedRows;
  private final int sealedSeries;

  Scale(
      int dayRows,
      int smallSegments,
      int listedSegments,
      int hourRows,
      int textRows,
      int sealedRows,
      int sealedSeries) {
    this.dayRows = dayRows;
    this.smallSegments = smallSegments;
    this.listedSegments = listedSegments;
    this.hourRows = hourRows;
    this.textRows = textRows;
    this.sealedRows = sealedRows;
    this.sealedSeries = sealedSeries;
  }

  /** Events of the segment that holds a whole day. */
  int dayRows() {
    return dayRows;
  }

  /** How many small segments there are. */
  int smallSegments() {
    return smallSegments;
  }

  /** How many segments are only listed: more than one page of a listing. */
  int listedSegments() {
    return listedSegments;
  }

  /** Events of each segment that holds an hour. */
  int hourRows() {
    return hourRows;
  }

  /** Events of the segment with texts. */
  int textRows() {
    return textRows;
  }

  /** Events that are sealed. */
  int sealedRows() {
    return sealedRows;
  }

  /** Series of the events that are sealed. */
  int sealedSeries() {
    return sealedSeries;
  }
}
