package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;

/**
 * {@code ->} and {@code ->>} on a text that is no longer in its segment, such as a joined or
 * computed one: see {@link SqliteScalar}. On labels and payload of {@code events} the segments' own
 * SQLite computes the arrows.
 */
public final class JsonArrows {

  private JsonArrows() {}

  /**
   * {@code json -> path}.
   *
   * @param path a text or an integer
   * @return JSON, or null
   * @throws QueryException if the text is not JSON, or the path starts with $ and is not one
   */
  public static String json(String json, Object path) {
    return apply(json, "->", path);
  }

  /** {@code json ->> path}, as text; otherwise as {@link #json}. */
  public static String text(String json, Object path) {
    return apply(json, "->>", path);
  }

  private static String apply(String json, String arrow, Object path) {
    return SqliteScalar.compute(
        "CAST(? " + arrow + " ? AS TEXT)", new Object[] {json, path}, arrow + " '" + path + "'");
  }
}
