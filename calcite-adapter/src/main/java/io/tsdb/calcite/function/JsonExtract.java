package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * {@code json_extract} where the text is no longer in its segment, or there is more than one path.
 * Calcite's generated code calls it, so it is public.
 */
public final class JsonExtract {

  private JsonExtract() {}

  /**
   * {@code json_extract(json, path, ...)}, computed by SQLite.
   *
   * @param arguments the JSON, then paths, all of them texts
   * @return what stands at one path, as text, or a JSON array for more; null if there is nothing
   * @throws QueryException if the text is not JSON, or a path does not start with {@code $}
   */
  public static String extract(Object[] arguments) {
    List<Object> paths = Arrays.asList(arguments).subList(1, arguments.length);
    String marks = String.join(", ", Collections.nCopies(arguments.length, "?"));
    return SqliteScalar.compute(
        "CAST(json_extract(" + marks + ") AS TEXT)", arguments, "json_extract of " + paths);
  }
}
