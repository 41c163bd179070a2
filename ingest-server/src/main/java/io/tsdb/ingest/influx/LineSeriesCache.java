package io.tsdb.ingest.influx;

/**
 * Series by their bytes, so that a point of a known one makes no labels anew. A hash table that
 * looks at a bounded number of places and then forgets one: whatever comes, a look-up is quick.
 */
final class LineSeriesCache {

  /** Most series. */
  static final int SERIES = 16_384;

  /** Most fields of all of them. */
  private static final int FIELDS = 262_144;

  private static final int PROBES = 8;

  private LineSeries[] table = new LineSeries[64];
  private int size;
  private int fields;

  /** The known series of these bytes, or null. */
  LineSeries find(byte[] bytes, int from, int to, long hash) {
    for (int probe = 0; probe < PROBES; probe++) {
      LineSeries series = table[place(hash, probe)];
      if (series == null) {
        return null;
      }
      if (series.hash() == hash && series.hasKey(bytes, from, to)) {
        return series;
      }
    }
    return null;
  }

  void add(LineSeries series) {
    if (size >= table.length / 2 && table.length < 2 * SERIES) {
      grow();
    }
    put(series);
  }

  /** To be told when a series gets a field. */
  void countField() {
    if (++fields > FIELDS) {
      clear();
    }
  }

  private void put(LineSeries series) {
    for (int probe = 0; probe < PROBES; probe++) {
      int place = place(series.hash(), probe);
      if (table[place] == null) {
        table[place] = series;
        size++;
        return;
      }
    }
    table[place(series.hash(), 0)] = series;
  }

  private void grow() {
    LineSeries[] old = table;
    table = new LineSeries[2 * old.length];
    size = 0;
    for (LineSeries series : old) {
      if (series != null) {
        put(series);
      }
    }
  }

  private void clear() {
    table = new LineSeries[64];
    size = 0;
    fields = 0;
  }

  private int place(long hash, int probe) {
    return (int) (hash >>> 32) + probe & table.length - 1;
  }
}
