package io.tsdb.benchmarks;

/** How much data the cases take. Targets are set for {@link #FULL}; figures elsewhere only tell. */
enum Scale {
  /** Seconds: shows that each case still runs. */
  SMALL(100_000, 20, 1_200, 2_000, 5_000, 20_000, 200, 2_000, 100_000, 100_000, 10, 1),
  /** Minutes: what the targets speak of, such as a segment of 256 MB. */
  FULL(
      8_000_000,
      2_000,
      10_000,
      40_000,
      300_000,
      4_000_000,
      4_000,
      864_000,
      10_000_000,
      50_000_000,
      300,
      7);

  private final int dayRows;
  private final int smallSegments;
  private final int listedSegments;
  private final int hourRows;
  private final int textRows;
  private final int sealedRows;
  private final int sealedSeries;
  private final int monthDayRows;
  private final int aggregatedRows;
  private final int selectedRows;
  private final int plannings;
  private final int coldStarts;

  Scale(
      int dayRows,
      int smallSegments,
      int listedSegments,
      int hourRows,
      int textRows,
      int sealedRows,
      int sealedSeries,
      int monthDayRows,
      int aggregatedRows,
      int selectedRows,
      int plannings,
      int coldStarts) {
    this.dayRows = dayRows;
    this.smallSegments = smallSegments;
    this.listedSegments = listedSegments;
    this.hourRows = hourRows;
    this.textRows = textRows;
    this.sealedRows = sealedRows;
    this.sealedSeries = sealedSeries;
    this.monthDayRows = monthDayRows;
    this.aggregatedRows = aggregatedRows;
    this.selectedRows = selectedRows;
    this.plannings = plannings;
    this.coldStarts = coldStarts;
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

  /** Events of each of the 30 segments that hold a day. */
  int monthDayRows() {
    return monthDayRows;
  }

  /** Events that are aggregated. */
  int aggregatedRows() {
    return aggregatedRows;
  }

  /** Events that are read one by one. */
  int selectedRows() {
    return selectedRows;
  }

  /** How often statements are planned, of each kind. */
  int plannings() {
    return plannings;
  }

  /** How often a JVM is started, of each kind. */
  int coldStarts() {
    return coldStarts;
  }
}
