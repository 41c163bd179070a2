package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.LabelColumns;

/** A column of {@code events}, and how a segment's SQLite computes it. */
sealed interface EventColumn {

  /** Alias of table {@code sample} in every statement for a segment. */
  String SAMPLE = "s";

  /** Alias of table {@code series}. */
  String SERIES = "r";

  /** A SQLite expression over {@link #SAMPLE} and {@link #SERIES}. */
  String sql();

  /** Whether the expression needs {@link #SERIES}. */
  boolean readsSeries();

  /** Whether the expression needs {@link #SAMPLE}. */
  boolean readsSample();

  /** The columns that every event has. */
  enum Fixed implements EventColumn {
    TS("s.ts", true, false),
    LABELS("r.labels", false, true),
    VALUE("s.value", true, false),
    TEXT("s.text", true, false),
    /** As in a segment's own view: absent members are removed, fixed names win over labels. */
    PAYLOAD(
        "json_patch(r.labels,"
            + " json_object('timestamp', s.ts, 'value', s.value, 'text', s.text))",
        true,
        true),
    ID("s.id", true, false);

    private final String sql;
    private final boolean readsSample;
    private final boolean readsSeries;

    Fixed(String sql, boolean readsSample, boolean readsSeries) {
      this.sql = sql;
      this.readsSample = readsSample;
      this.readsSeries = readsSeries;
    }

    @Override
    public String sql() {
      return sql;
    }

    @Override
    public boolean readsSeries() {
      return readsSeries;
    }

    @Override
    public boolean readsSample() {
      return readsSample;
    }
  }

  /**
   * The value of one label.
   *
   * @param key of the label
   */
  record Label(String key) implements EventColumn {

    @Override
    public String sql() {
      return LabelColumns.lookup("r.labels", key);
    }

    @Override
    public boolean readsSeries() {
      return true;
    }

    @Override
    public boolean readsSample() {
      return false;
    }
  }
}
