package io.tsdb.ingest.cli;

import java.util.List;

/**
 * A question of the demonstration.
 *
 * @param title what it asks, in words
 * @param sql the same as a statement
 */
record DemoQuestion(String title, String sql) {

  static final List<DemoQuestion> ALL =
      List.of(
          new DemoQuestion(
              "How many earthquakes are there?", "SELECT count(*) AS earthquakes FROM events"),
          new DemoQuestion(
              "How strong were they, day by day?",
              """
              SELECT time_bucket('1 day', ts) AS "day", count(*) AS earthquakes,
                     avg(value) AS mean_magnitude, max(value) AS strongest
              FROM events
              GROUP BY time_bucket('1 day', ts)
              ORDER BY "day\""""),
          new DemoQuestion(
              "Which were the strongest five?",
              """
              SELECT ts, value AS magnitude, text AS place
              FROM events
              ORDER BY value DESC
              LIMIT 5"""),
          new DemoQuestion(
              "What happened near Kodiak?",
              """
              SELECT ts, value AS magnitude, text AS place
              FROM events
              WHERE events('kodiak')
              ORDER BY ts
              LIMIT 5"""),
          new DemoQuestion(
              "Which network reported most?",
              """
              SELECT payload->>'network' AS network, count(*) AS earthquakes,
                     max(value) AS strongest
              FROM events
              GROUP BY payload->>'network'
              ORDER BY earthquakes DESC
              LIMIT 5"""));
}
