package io.tsdb.calcite.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the rows of a table and finds the types of its columns: of each the first type, in the
 * order of {@link ReferenceType}, as which all of its values can be read.
 *
 * <p>A value is null, a text whose type is to be found, or a Boolean, Long or Double that has one.
 */
final class DataBuilder {

  private final String file;
  private final List<Column> columns = new ArrayList<>();
  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final List<Object[]> rows = new ArrayList<>();

  /** What is known of a column so far. */
  private static final class Column {

    private final String name;
    private final Optional<ReferenceType> declared;
    private final EnumSet<ReferenceType> possible = EnumSet.allOf(ReferenceType.class);
    private boolean empty = true;

    Column(String name, Optional<ReferenceType> declared) {
      this.name = name;
      this.declared = declared;
    }

    void see(Object value, boolean textsAreTexts) {
      empty = false;
      if (declared.isPresent()) {
        return;
      }
      if (value instanceof String && textsAreTexts) {
        possible.retainAll(EnumSet.of(ReferenceType.TIMESTAMP, ReferenceType.VARCHAR));
      }
      if (value instanceof Boolean) {
        possible.retainAll(EnumSet.of(ReferenceType.BOOLEAN, ReferenceType.VARCHAR));
      } else if (possible.size() > 1) {
        possible.removeIf(type -> type.read(value.toString()).isEmpty());
        if (value instanceof Double) {
          possible.retainAll(EnumSet.of(ReferenceType.DOUBLE, ReferenceType.VARCHAR));
        }
      }
    }

    ReferenceType type() {
      return declared.orElseGet(() -> empty ? ReferenceType.VARCHAR : possible.iterator().next());
    }
  }

  /**
   * @param file as messages name it
   */
  DataBuilder(String file) {
    this.file = file;
  }

  int width() {
    return columns.size();
  }

  /**
   * Adds a column.
   *
   * @param place line and column, for messages
   */
  void column(String name, Optional<ReferenceType> declared, String place) {
    if (name.isBlank()) {
      throw new ReferenceException(file + place + ": expected the name of a column, found none");
    }
    if (!names.add(name)) {
      throw new ReferenceException(
          file + place + ": expected names that differ, found a second column '" + name + "'");
    }
    if (columns.size() == ReferenceData.MOST_COLUMNS) {
      throw new ReferenceException(
          file
              + place
              + ": expected at most "
              + ReferenceData.MOST_COLUMNS
              + " columns, found more");
    }
    columns.add(new Column(name, declared));
  }

  /** Why a text cannot be a value of a column, if its type was declared. */
  Optional<String> problem(int column, String text) {
    Column of = columns.get(column);
    return of.declared
        .filter(type -> type.read(text).isEmpty())
        .map(
            type ->
                "expected a "
                    + type
                    + " in column '"
                    + of.name
                    + "', found '"
                    + excerpt(text)
                    + "'");
  }

  /**
   * Adds a row, whose values may be fewer than the columns.
   *
   * @param textsAreTexts whether the file tells texts from numbers, so that a text is no number
   */
  void row(Object[] values, boolean textsAreTexts, String place) {
    if (rows.size() == ReferenceData.MOST_ROWS) {
      throw new ReferenceException(
          file + place + ": expected at most " + ReferenceData.MOST_ROWS + " rows, found more");
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        columns.get(i).see(values[i], textsAreTexts);
      }
    }
    rows.add(values);
  }

  ReferenceData build() {
    List<ReferenceColumn> types = new ArrayList<>();
    for (Column column : columns) {
      types.add(new ReferenceColumn(column.name, column.type()));
    }
    for (int i = 0; i < rows.size(); i++) {
      Object[] values = rows.get(i);
      Object[] typed = values.length == types.size() ? values : Arrays.copyOf(values, types.size());
      for (int c = 0; c < typed.length; c++) {
        if (typed[c] != null) {
          typed[c] = types.get(c).type().read(typed[c].toString()).orElseThrow();
        }
      }
      rows.set(i, typed);
    }
    return new ReferenceData(types, List.copyOf(rows));
  }

  static String excerpt(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
