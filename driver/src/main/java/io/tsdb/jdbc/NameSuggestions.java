package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a statement may have meant that names a table, column or function which is not there. */
final class NameSuggestions {

  private static final Pattern TABLE =
      Pattern.compile("(?:Object|Table) '([^']+)' not found.*", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(?:Column|Field) '([^']+)' not found.*", Pattern.DOTALL);
  private static final Pattern FUNCTION =
      Pattern.compile("No match found for function signature (\\w+)\\(.*", Pattern.DOTALL);

  /** One mistake in two letters, two in five, three in eight; swapped letters are two. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private static final int MOST_MISTAKES = 3;

  /** Longer names are not compared: the time is the product of the lengths. */
  private static final int LONGEST_NAME = 128;

  private NameSuggestions() {}

  /** The failure with the nearest name in its message, where there is one that is near. */
  static SQLException add(SQLException failure, TsdbConnection connection) throws SQLException {
    Optional<SqlState> state = SqlState.of(failure.getSQLState());
    String message = failure.getMessage();
    if (state.isEmpty() || message == null || message.contains("did you mean")) {
      return failure;
    }
    return nearest(message, connection)
        .map(name -> state.get().error(message + "; did you mean '" + name + "'?", failure))
        .orElse(failure);
  }

  private static Optional<String> nearest(String message, TsdbConnection connection)
      throws SQLException {
    Matcher column = COLUMN.matcher(message);
    if (column.matches()) {
      return nearest(column.group(1), columns(connection));
    }
    Matcher table = TABLE.matcher(message);
    if (table.matches()) {
      return nearest(table.group(1), tables(connection));
    }
    Matcher function = FUNCTION.matcher(message);
    if (function.matches()) {
      return nearest(function.group(1), functions(connection));
    }
    return Optional.empty();
  }

  private static Collection<String> columns(TsdbConnection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (SchemaTables.SchemaTable table : SchemaTables.tables(connection)) {
      table.columns(connection.types()).forEach(field -> names.add(field.getName()));
    }
    return names;
  }

  private static Collection<String> tables(TsdbConnection connection) throws SQLException {
    Set<String> names = new TreeSet<>(SchemaTables.schemas(connection));
    for (SchemaTables.SchemaTable table : SchemaTables.tables(connection)) {
      names.add(table.name());
    }
    return names;
  }

  private static Collection<String> functions(TsdbConnection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    SqlOperatorTable operators =
        connection.calcite().config().fun(SqlOperatorTable.class, SqlStdOperatorTable.instance());
    for (SqlOperator operator : operators.getOperatorList()) {
      if (operator instanceof SqlFunction) {
        names.add(operator.getName());
      }
    }
    for (String schema : SchemaTables.schemas(connection)) {
      SchemaPlus functions = connection.calcite().getRootSchema().subSchemas().get(schema);
      if (functions != null) {
        names.addAll(functions.getFunctionNames());
      }
    }
    return names;
  }

  /** The first of the names that differ the least, where they differ little. */
  private static Optional<String> nearest(String name, Collection<String> known) {
    if (name.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    int least = Math.min(MOST_MISTAKES, (name.length() + 1) / LETTERS_PER_MISTAKE) + 1;
    Optional<String> nearest = Optional.empty();
    String lower = name.toLowerCase(Locale.ROOT);
    for (String candidate : known) {
      if (candidate.length() <= LONGEST_NAME) {
        int mistakes =
            new LevenshteinDistance(least).apply(lower, candidate.toLowerCase(Locale.ROOT));
        if (mistakes >= 0 && mistakes < least) {
          least = mistakes;
          nearest = Optional.of(candidate);
        }
      }
    }
    return nearest;
  }
}
