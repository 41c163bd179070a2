package io.tsdb.jdbc;

import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL together with the Properties of its connection: {@code jdbc:tsdb:} and an archive URL,
 * whose query may hold any {@link TsdbProperty}. Values in the query are percent-encoded; a {@code
 * +} stands for itself, since secret keys hold it.
 */
final class TsdbUrl {

  static final String PREFIX = "jdbc:tsdb:";

  private static final String EXPECTED =
      "Expected jdbc:tsdb:file:///folder, jdbc:tsdb:s3://bucket/prefix or jdbc:tsdb:http://host/,"
          + " found ";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|)");

  private final String location;
  private final Map<TsdbProperty, String> values;

  private TsdbUrl(String location, Map<TsdbProperty, String> values) {
    this.location = location;
    this.values = values;
  }

  /** Whether a URL is for this driver, whatever follows its prefix. */
  static boolean accepts(String url) {
    return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  static TsdbUrl parse(String url, Properties properties) throws SQLException {
    String location = location(url);
    if (!SCHEME.matcher(location).lookingAt()) {
      throw SqlState.CANNOT_CONNECT.error(EXPECTED + PREFIX + ArchiveUrl.redact(location));
    }
    return new TsdbUrl(location, values(url, properties));
  }

  private static String location(String url) {
    int query = url.indexOf('?');
    return url.substring(PREFIX.length(), query < 0 ? url.length() : query);
  }

  /** The properties that tsdb knows, of a URL's query and of Properties, the former first. */
  static Map<TsdbProperty, String> values(String url, Properties properties) throws SQLException {
    Map<TsdbProperty, String> values = read(properties);
    int query = url.indexOf('?');
    if (query >= 0) {
      for (String pair : url.substring(query + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        Optional<TsdbProperty> property =
            equals < 0
                ? Optional.empty()
                : TsdbProperty.of(decode(pair.substring(0, equals), "a property's name"));
        if (property.isPresent()) {
          put(values, property.get(), decode(pair.substring(equals + 1), property.get().key()));
        }
      }
    }
    return values;
  }

  /** The properties that tsdb knows; empty values count as absent, unknown names are ignored. */
  static Map<TsdbProperty, String> read(Properties properties) {
    Map<TsdbProperty, String> values = new EnumMap<>(TsdbProperty.class);
    for (String name : properties.stringPropertyNames()) {
      TsdbProperty.of(name)
          .ifPresent(property -> put(values, property, properties.getProperty(name)));
    }
    return values;
  }

  private static void put(Map<TsdbProperty, String> values, TsdbProperty property, String value) {
    if (!value.isBlank()) {
      values.put(property, value.strip());
    }
  }

  private static String decode(String text, String name) throws SQLException {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // The cause would show the value, which may be a secret.
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected two hexadecimal digits after each % in the value of "
              + name
              + " in the URL; write % itself as %25");
    }
  }

  /** The URL of the archive, with the store's own properties but without credentials. */
  String archive() throws SQLException {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (Map.Entry<TsdbProperty, String> value : values.entrySet()) {
      if (value.getKey().ofStore() && location.regionMatches(true, 0, "s3:", 0, 3)) {
        checkChoice(value.getKey(), value.getValue());
        query.add(
            value.getKey().key()
                + "="
                + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
      }
    }
    return location + query;
  }

  private static void checkChoice(TsdbProperty property, String value) throws SQLException {
    if (!property.choices().isEmpty() && !property.choices().contains(value)) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected property "
              + property.key()
              + " to be one of "
              + String.join(", ", property.choices())
              + ", found "
              + value);
    }
  }

  Optional<String> value(TsdbProperty property) {
    return Optional.ofNullable(values.get(property));
  }

  /** The access key of S3: of its own property, else the user's name. */
  Optional<String> accessKeyId() {
    return value(TsdbProperty.ACCESS_KEY_ID).or(() -> value(TsdbProperty.USER));
  }

  /** The secret key of S3: of its own property, else the password. */
  Optional<String> secretAccessKey() {
    return value(TsdbProperty.SECRET_ACCESS_KEY).or(() -> value(TsdbProperty.PASSWORD));
  }

  /** The bearer token of an http archive: of its own property, else the password. */
  Optional<String> token() {
    return value(TsdbProperty.TOKEN).or(() -> value(TsdbProperty.PASSWORD));
  }

  /** The folder for heads on disk, if there is to be one. */
  Optional<Path> cacheDir() throws SQLException {
    try {
      return value(TsdbProperty.CACHE_DIR).map(Path::of);
    } catch (InvalidPathException e) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected property "
              + TsdbProperty.CACHE_DIR.key()
              + " to be a folder's path, found "
              + values.get(TsdbProperty.CACHE_DIR)
              + ": "
              + e.getReason());
    }
  }

  /** How old a listing may be that answers a query. */
  Duration listingTtl() throws SQLException {
    Optional<String> text = value(TsdbProperty.LISTING_TTL);
    return text.isEmpty() ? ArchiveOptions.LISTING_TTL : duration(text.get());
  }

  private static Duration duration(String text) throws SQLException {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
          };
      if (duration.compareTo(ArchiveOptions.LONGEST_LISTING_TTL) <= 0) {
        return duration;
      }
    }
    throw SqlState.INVALID_ARGUMENT.error(
        "Expected property "
            + TsdbProperty.LISTING_TTL.key()
            + " to be a duration from 0 to 24h, such as 500ms, 5s, 1m or 1h, found "
            + text);
  }

  /** What a statement may hold in memory, bytes. */
  long memoryLimit() throws SQLException {
    return MemorySize.limit(values);
  }

  TimeRange restriction() throws SQLException {
    return restriction(values);
  }

  /** The range of time that {@code start} and {@code end} leave of {@code events}. */
  static TimeRange restriction(Map<TsdbProperty, String> values) throws SQLException {
    long start = time(values, TsdbProperty.START, TimeRange.ALL.start());
    long end = time(values, TsdbProperty.END, TimeRange.ALL.end());
    String endText = values.get(TsdbProperty.END);
    if (endText != null && TimeText.isDate(endText)) {
      end += Duration.ofDays(1).toMillis();
    }
    if (end < start) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected property end not to lie before start, found start "
              + values.get(TsdbProperty.START)
              + " and end "
              + endText);
    }
    return new TimeRange(start, end);
  }

  private static long time(Map<TsdbProperty, String> values, TsdbProperty property, long otherwise)
      throws SQLException {
    String text = values.get(property);
    if (text == null) {
      return otherwise;
    }
    return TimeText.read(text)
        .orElseThrow(
            () ->
                SqlState.INVALID_ARGUMENT.error(
                    "Expected property "
                        + property.key()
                        + " to be epoch milliseconds or a time such as 2023-01-08T19:12:42Z,"
                        + " found "
                        + text));
  }

  /** The URL for messages and for {@code DatabaseMetaData.getURL}: without credentials. */
  @Override
  public String toString() {
    return PREFIX + ArchiveUrl.redact(location);
  }
}
