package io.tsdb.archive.format;

import io.tsdb.archive.segment.LabelColumns;
import java.util.Collection;

/** The view {@code events} of a segment, with the columns that {@code events} has over JDBC. */
final class EventsView {

  private EventsView() {}

  /**
   * The statement that creates the view.
   *
   * <p>The join is a left one, though each row has its series, so that SQLite walks {@code sample}
   * in its order and never starts from {@code series}. An absent value or text is absent in {@code
   * payload} too, since json_patch removes members that are null.
   */
  static String sql(Collection<String> labelKeys) {
    StringBuilder sql =
        new StringBuilder(
            """
            CREATE VIEW events AS SELECT
              s.ts AS ts,
              strftime('%Y-%m-%dT%H:%M:%S', s.ts / 1000, 'unixepoch') || printf('.%03dZ', s.ts % 1000) AS time,
              r.labels AS labels,
              s.value AS value,
              s.text AS text,
              json_patch(r.labels, json_object('timestamp', s.ts, 'value', s.value, 'text', s.text)) AS payload,
              s.id AS id""");
    LabelColumns.of(labelKeys)
        .forEach(
            (column, key) ->
                sql.append(",\n  ")
                    .append(LabelColumns.lookup("r.labels", key))
                    .append(" AS \"")
                    .append(column.replace("\"", "\"\""))
                    .append('"'));
    return sql.append("\nFROM sample AS s LEFT JOIN series AS r ON r.id = s.series").toString();
  }
}
