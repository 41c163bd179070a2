package io.tsdb.jdbc;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every SQLState that this driver reports, with the exception class that carries it. Codes are
 * those of the SQL standard, and PostgreSQL's where the standard has none.
 */
public enum SqlState {
  /** A parameter of a prepared statement has no value. */
  UNBOUND_PARAMETER("07001", SQLNonTransientException::new),
  /** A column or parameter has no such number. */
  NO_SUCH_INDEX("07009", SQLNonTransientException::new),
  /** The URL of an archive is wrong, or its store does not answer when a connection is made. */
  CANNOT_CONNECT("08001", SQLNonTransientConnectionException::new),
  /** The connection has been closed. */
  CONNECTION_CLOSED("08003", SQLNonTransientConnectionException::new),
  /** The archive's store stopped answering. */
  CONNECTION_FAILED("08006", SQLTransientConnectionException::new),
  /** The driver, or the JDBC call, does not know this feature. */
  NOT_SUPPORTED("0A000", SQLFeatureNotSupportedException::new),
  /** A number does not fit the type that was asked for. */
  OUT_OF_RANGE("22003", SQLDataException::new),
  /** A parameter is null that must not be. */
  NULL_VALUE("22004", SQLDataException::new),
  /** A text is no date or time. */
  INVALID_TIME("22007", SQLDataException::new),
  /** A number was divided by zero. */
  DIVISION_BY_ZERO("22012", SQLDataException::new),
  /** A value cannot be read as the type that was asked for. */
  INVALID_CAST("22018", SQLDataException::new),
  /** A property or an argument has a value that it cannot have. */
  INVALID_ARGUMENT("22023", SQLNonTransientException::new),
  /** The escape character of LIKE is none, or stands where it must not. */
  INVALID_ESCAPE("22025", SQLDataException::new),
  /** A file of reference data is not what it should be. */
  INVALID_REFERENCE_DATA("22P04", SQLDataException::new),
  /** A text is no JSON. */
  INVALID_JSON("22032", SQLDataException::new),
  /** The cursor of a result set does not stand on a row. */
  NO_CURRENT_ROW("24000", SQLNonTransientException::new),
  /** The statement would write. Archives are written through an ingest server. */
  READ_ONLY("25006", SQLNonTransientException::new),
  /** Credentials are missing, wrong or not sufficient. */
  DENIED("28000", SQLInvalidAuthorizationSpecException::new),
  /** There is no such bucket, folder or server path. */
  NO_SUCH_ARCHIVE("3D000", SQLNonTransientConnectionException::new),
  /** The archive changed while it was read; the same query may be repeated. */
  CHANGED("40001", SQLTransientException::new),
  /** The statement is not valid for another reason than those below. */
  INVALID_STATEMENT("42000", SQLSyntaxErrorException::new),
  /** The statement does not parse. */
  SYNTAX_ERROR("42601", SQLSyntaxErrorException::new),
  /** There is no such column. */
  NO_SUCH_COLUMN("42703", SQLSyntaxErrorException::new),
  /** Types do not fit each other. */
  TYPE_MISMATCH("42804", SQLSyntaxErrorException::new),
  /** There is no such function for these types of arguments. */
  NO_SUCH_FUNCTION("42883", SQLSyntaxErrorException::new),
  /** There is no such table. */
  NO_SUCH_TABLE("42P01", SQLSyntaxErrorException::new),
  /** A sort or an aggregate needs a temporary file and there is no room for it. */
  NO_TEMPORARY_SPACE("53100", SQLNonTransientException::new),
  /** The statement would hold more in memory than it may. */
  OUT_OF_MEMORY("53200", SQLNonTransientException::new),
  /** The statement is nested too deeply. */
  TOO_COMPLEX("54001", SQLNonTransientException::new),
  /** The statement or result set has been closed. */
  CLOSED("55000", SQLNonTransientException::new),
  /** Another thread cancelled the statement. */
  CANCELLED("57014", SQLTransientException::new),
  /** The statement ran longer than its time limit. */
  TIMED_OUT("HYT00", SQLTimeoutException::new),
  /** The driver failed by a fault of its own. */
  INTERNAL("XX000", SQLException::new),
  /** The bytes of a segment are not what its format says. */
  CORRUPT_SEGMENT("XX001", SQLNonTransientException::new);

  private interface Constructor {
    SQLException create(String message, String state, Throwable cause);
  }

  private final String code;
  private final Constructor constructor;

  SqlState(String code, Constructor constructor) {
    this.code = code;
    this.constructor = constructor;
  }

  /** The state of five characters, if this driver reports it. */
  static Optional<SqlState> of(String code) {
    return Arrays.stream(values()).filter(state -> state.code.equals(code)).findFirst();
  }

  /** The five characters of {@link SQLException#getSQLState}. */
  public String code() {
    return code;
  }

  SQLException error(String message) {
    return constructor.create(message, code, null);
  }

  SQLException error(String message, Throwable cause) {
    return constructor.create(message, code, cause);
  }
}
