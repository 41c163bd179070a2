package io.tsdb.calcite.memory;

/** What a statement holds rows in memory for, in words for messages. */
public enum MemoryUse {
  JOIN(
      "a join holds the rows of one of its sides",
      "Let conditions leave fewer rows of the smaller side, or join fewer of its columns"),
  ASOF_JOIN(
      "ASOF JOIN holds the rows of its right side", "Narrow the right side by ts and by columns"),
  WINDOW(
      "a window holds the rows that it is computed over",
      "Narrow the statement by ts, compute it over fewer columns, or aggregate first"),
  GROUPS(
      "an aggregate holds its groups",
      "Narrow the statement by ts, group by fewer keys, or ask for approx_count_distinct instead of"
          + " COUNT(DISTINCT)"),
  COLLECTED(
      "an aggregate holds all values that it puts together",
      "Narrow the statement by ts or by its conditions"),
  SET_OPERATION(
      "UNION, INTERSECT or EXCEPT holds different rows",
      "Narrow its sides by ts, or select fewer columns of them"),
  RECURSION(
      "a recursive query holds its rows", "Let it end earlier, or select fewer columns in it"),
  FIRST_OF_SERIES(
      "reading the newest or oldest event of each group holds the names of the groups found",
      "Narrow the statement by ts or by labels"),
  SERIES(
      "tables series and labels hold the different series",
      "Ask events itself, with a condition on labels");

  private final String words;
  private final String remedy;

  MemoryUse(String words, String remedy) {
    this.words = words;
    this.remedy = remedy;
  }

  /** What happens, as a clause. */
  String words() {
    return words;
  }

  /** How to make do with less, as a sentence. */
  String remedy() {
    return remedy;
  }
}
