package io.tsdb.calcite.execute;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of full-text search is none. The message has the query, what FTS5 says of it, and, where
 * that tells, at which character.
 */
public final class SearchSyntaxException extends QueryException {

  private static final long serialVersionUID = 1L;

  /** Before what SQLite's driver says in words, it says its code. */
  private static final Pattern MESSAGE =
      Pattern.compile("(?:\\[\\w+] )?(?:[^(]*\\()?(?:fts5: )?(.*?)\\)?", Pattern.DOTALL);

  private static final Pattern NEAR = Pattern.compile("syntax error near \"(.*)\"", Pattern.DOTALL);

  SearchSyntaxException(String query, SQLException cause) {
    super(
        "Text search for '"
            + query
            + "' is no query: "
            + problem(query, cause.getMessage())
            + ". A query is words, \"phrases\", prefix*, joined by AND, OR, NOT (FTS5)",
        cause);
  }

  private static String problem(String query, String message) {
    Matcher words = MESSAGE.matcher(message);
    String problem = words.matches() ? words.group(1) : message;
    Matcher near = NEAR.matcher(problem);
    if (!near.matches()) {
      return problem;
    }
    String token = near.group(1);
    if (token.isEmpty()) {
      return "syntax error at its end";
    }
    int position = query.indexOf(token);
    boolean isOnly = position >= 0 && position == query.lastIndexOf(token);
    return problem + (isOnly ? " at character " + (position + 1) : "");
  }
}
