package io.tsdb.calcite.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceFormatTest {

  private static ReferenceData csv(String text) {
    return ReferenceFormat.CSV.read("a.csv", text.getBytes(StandardCharsets.UTF_8)).get("");
  }

  private static ReferenceData json(String text) {
    return ReferenceFormat.JSON.read("a.json", text.getBytes(StandardCharsets.UTF_8)).get("");
  }

  private static String types(ReferenceData data) {
    return data.columns().stream()
        .map(column -> column.name() + " " + column.type())
        .collect(Collectors.joining(", "));
  }

  private static List<List<Object>> rows(ReferenceData data) {
    return data.rows().stream().map(row -> Arrays.asList(row)).toList();
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "1;2;-3 # BIGINT",
        "9223372036854775807;0 # BIGINT",
        "9223372036854775809;0 # VARCHAR",
        "007;12 # VARCHAR",
        "1;2.5;1e3 # DOUBLE",
        "-0;1 # DOUBLE",
        "9007199254740993;0.5 # VARCHAR",
        "1e999 # VARCHAR",
        "NaN # VARCHAR",
        "+1 # VARCHAR",
        "true;FALSE # BOOLEAN",
        "true;1 # VARCHAR",
        "2024-01-01;2024-02-29 # TIMESTAMP",
        "2024-01-01 10:00:00;2024-01-01T10:00:00.5Z # TIMESTAMP",
        "2024-02-30 # VARCHAR",
        "2024-01-01 10:00:00.0001 # VARCHAR",
        "10:00 # VARCHAR",
        "x;1 # VARCHAR",
        "1;;2 # BIGINT"
      })
  void type_ofColumn_isTheFirstThatFitsAllRows(String values, String type) {
    assertThat(
            types(
                csv(
                    "k,v\n"
                        + values
                            .lines()
                            .flatMap(l -> Arrays.stream(l.split(";", -1)))
                            .map(value -> "k," + value)
                            .collect(Collectors.joining("\n")))))
        .isEqualTo("k VARCHAR, v " + type);
  }

  @Test
  void csv_withQuotes_keepsWhatIsInThem() {
    ReferenceData data = csv("\uFEFFname,\"a, \"\"b\"\"\"\r\n\"x\ny\",\"\"\r\n\r\nz,\n,\"3\"");
    assertThat(types(data)).isEqualTo("name VARCHAR, a, \"b\" VARCHAR");
    assertThat(rows(data))
        .isEqualTo(
            List.of(Arrays.asList("x\ny", ""), Arrays.asList("z", null), Arrays.asList(null, "3")));
  }

  @Test
  void csv_withDeclaredTypes_isReadAsDeclared() {
    ReferenceData data =
        csv(
            "zip:varchar,n:double,t:TIMESTAMP,b:boolean,at:home\n00123,1,2024-01-01,true,x\n,,,,\n");
    assertThat(types(data))
        .isEqualTo("zip VARCHAR, n DOUBLE, t TIMESTAMP, b BOOLEAN, at:home VARCHAR");
    assertThat(rows(data).get(0))
        .isEqualTo(List.of("00123", 1.0, millis("2024-01-01T00:00:00Z"), true, "x"));
    assertThat(rows(data).get(1)).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "~~ # a.csv: expected a first line with the names of the columns",
        "a,b|1 # a.csv line 2: expected 2 fields as in the first line, found 1",
        "a,b|1,2|1,2,3 # a.csv line 3: expected 2 fields",
        "a,A|1,2 # a.csv line 1, column 3: expected names that differ, found a second column 'A'",
        "a,,b # a.csv line 1, column 3: expected the name of a column",
        "a|x\"y # a.csv line 2, column 2: expected no quote within a field",
        "a|\"x\"y # a.csv line 2, column 4: expected a comma or the end of the line",
        "a,b|1,\"x|y # a.csv line 2, column 3: expected a quote at the end of this field",
        "a:bigint|1|x # a.csv line 3, column 1: expected a BIGINT in column 'a', found 'x'",
      })
  void csv_thatIsNone_isRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> csv(text.replace('|', '\n')))
        .isInstanceOf(ReferenceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void csv_ofOtherBytes_isRefused() {
    assertThatThrownBy(() -> ReferenceFormat.CSV.read("a.csv", new byte[] {'a', '\n', (byte) 0xff}))
        .isInstanceOf(ReferenceException.class)
        .hasMessage("a.csv: expected text in UTF-8, found other bytes");
  }

  @Test
  void csv_beyondTheLimits_isRefused() {
    assertThatThrownBy(() -> csv("a\n" + "1\n".repeat(ReferenceData.MOST_ROWS + 1)))
        .hasMessageContaining("a.csv line 1000002, column 1: expected at most 1000000 rows");
    String header =
        java.util.stream.IntStream.rangeClosed(0, ReferenceData.MOST_COLUMNS)
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> csv(header)).hasMessageContaining("expected at most 1000 columns");
  }

  @Test
  void json_ofArrayOrLines_isTheSame() {
    String a = "{\"id\": 1, \"name\": \"x\", \"on\": true, \"at\": \"2024-01-01T00:00:00Z\"}";
    String b = "{\"name\": \"01\", \"id\": 2.5, \"tags\": [1, {\"k\": null}], \"on\": null}";
    for (String text : List.of("[" + a + "," + b + "]", a + "\n" + b + "\n", a + b)) {
      ReferenceData data = json(text);
      assertThat(types(data))
          .isEqualTo("id DOUBLE, name VARCHAR, on BOOLEAN, at TIMESTAMP, tags VARCHAR");
      assertThat(rows(data))
          .isEqualTo(
              List.of(
                  Arrays.asList(1.0, "x", true, millis("2024-01-01T00:00:00Z"), null),
                  Arrays.asList(2.5, "01", null, null, "[1,{\"k\":null}]")));
    }
    assertThat(types(json("[{\"n\": \"1\", \"m\": 1}, {\"n\": \"2\", \"m\": \"x\"}]")))
        .isEqualTo("n VARCHAR, m VARCHAR");
    assertThat(rows(json("[]"))).isEmpty();
    assertThat(rows(json("{\"n\":123456789012345678901234567890}")))
        .isEqualTo(List.of(List.of("123456789012345678901234567890")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "[1] # a.json line 1, column 2: expected an object, found VALUE_NUMBER_INT",
        "{\"a\":1}|{\"a\":} # a.json line 2, column 6: expected JSON, found",
        "[{\"a\":1} # a.json line 1,",
        "[{}] [] # a.json line 1, column 7: expected nothing after the array",
        "{\"a\":1,\"a\":2} # Duplicate field 'a'",
        "{\"a\":1,\"A\":2} # a.json line 1, column 8: expected names that differ",
        "{\"\":1} # expected the name of a column",
        "nonsense # a.json line 1, column",
      })
  void json_thatIsNone_isRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> json(text.replace('|', '\n')))
        .isInstanceOf(ReferenceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sqlite_hasItsTables(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("x.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("CREATE TABLE rooms(name TEXT, floor INTEGER, area REAL, raw BLOB, t)");
      statement.execute("INSERT INTO rooms VALUES ('x', 1, 2.5, x'00ff', '2024-01-01')");
      statement.execute("INSERT INTO rooms VALUES ('01', NULL, 3, NULL, NULL)");
      statement.execute("CREATE TABLE \"odd \"\"name\"(a)");
      statement.execute("CREATE VIEW v AS SELECT 1 AS one");
      statement.execute("CREATE VIRTUAL TABLE f USING fts5(x)");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    Map<String, ReferenceData> tables =
        ReferenceFormat.SQLITE.read("x.db", Files.readAllBytes(file));
    assertThat(tables).containsKeys("rooms", "odd \"name").doesNotContainKeys("v", "f");
    assertThat(types(tables.get("rooms")))
        .isEqualTo("name VARCHAR, floor BIGINT, area DOUBLE, raw VARCHAR, t TIMESTAMP");
    assertThat(rows(tables.get("rooms")))
        .isEqualTo(
            List.of(
                List.of("x", 1L, 2.5, "00ff", millis("2024-01-01T00:00:00Z")),
                Arrays.asList("01", null, 3.0, null, null)));
  }

  /** The seed is fixed: whatever the bytes, the file is read or refused. */
  @Test
  void anyBytes_areReadOrRefused(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("x.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t(a TEXT)");
      statement.execute("INSERT INTO t VALUES ('" + "x".repeat(9_000) + "')");
    }
    byte[] database = Files.readAllBytes(file);
    byte[] csv = "a,b:bigint\n\"x\"\"y\",1\n,2\n".getBytes(StandardCharsets.UTF_8);
    byte[] json = "[{\"a\":1,\"b\":[true]},{\"a\":null}]".getBytes(StandardCharsets.UTF_8);
    Random random = new Random(20240101);
    for (int i = 0; i < 300; i++) {
      for (Map.Entry<ReferenceFormat, byte[]> format :
          Map.of(
                  ReferenceFormat.SQLITE, database,
                  ReferenceFormat.CSV, csv,
                  ReferenceFormat.JSON, json)
              .entrySet()) {
        byte[] bytes = format.getValue().clone();
        for (int k = 0; k < 1 + random.nextInt(8); k++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        try {
          assertThat(format.getKey().read("x", damaged)).isNotNull();
        } catch (ReferenceException e) {
          assertThat(e).hasMessageStartingWith("x");
        }
      }
    }
  }
}
