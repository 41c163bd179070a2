package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/**
 * The names that are segments' are those that a regular expression and the JDK's own parser of
 * times say, which are too slow for listings.
 */
class NameLanguageTest {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  private static final String NUMBER = "(0|[1-9]\\d{0,17})";

  private static final Pattern NAME =
      Pattern.compile(
          "([0-9T.Z-]{24})_([0-9T.Z-]{24})_("
              + SegmentName.WRITER.pattern()
              + (")_" + NUMBER + "-" + NUMBER + "_" + NUMBER + "_" + NUMBER + "\\.sqlite"));

  private static final String LETTERS = "0123456789-_.TZaz/ A\u0661\uD83D\uDE00";

  /** What a name says, or empty if it is none. */
  private static Optional<SegmentName> expected(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SegmentName(
              Instant.from(TIME.parse(matcher.group(1))).toEpochMilli(),
              Instant.from(TIME.parse(matcher.group(2))).toEpochMilli(),
              matcher.group(3),
              new SealRange(Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5))),
              Long.parseLong(matcher.group(6)),
              Math.toIntExact(Long.parseLong(matcher.group(7)))));
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static void check(String name) {
    Optional<SegmentName> expected = expected(name);
    if (expected.isPresent()) {
      assertThat(SegmentName.parse(name)).isEqualTo(expected.get());
      assertThat(SegmentName.parse("events/" + name).file()).isEqualTo(name);
    } else {
      assertThatThrownBy(() -> SegmentName.parse(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Expected ");
    }
  }

  @Property(tries = 3_000)
  void namesChangedByChance(@ForAll long seed) {
    Random random = new Random(seed);
    long first = (long) (random.nextDouble() * Event.LAST_TIME);
    SegmentName name =
        new SegmentName(
            first,
            Math.min(Event.LAST_TIME, first + random.nextInt(1_000_000_000)),
            random.nextBoolean() ? "w" : "Ab.9-".repeat(1 + random.nextInt(12)),
            new SealRange(random.nextInt(20), 20 + (random.nextLong() >>> 5) % 1_000_000_000_000L),
            random.nextInt(1000),
            512 * (1 + random.nextInt(1000)));
    StringBuilder changed = new StringBuilder(name.file());
    check(changed.toString());
    for (int i = random.nextInt(4); i > 0 && changed.length() > 0; i--) {
      int at = random.nextInt(changed.length());
      char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, letter);
        case 1 -> changed.insert(at, letter);
        default -> changed.delete(at, at + 1 + random.nextInt(3));
      }
      if (changed.indexOf("/") < 0) {
        check(changed.toString());
      }
    }
  }

  @Property(tries = 2_000)
  void timesOfAnyDigits(
      @ForAll @LongRange(min = 0, max = 99_999_999_999_999_999L) long digits,
      @ForAll boolean nearlyReal) {
    String text = String.format(Locale.ROOT, "%017d", digits);
    String date =
        nearlyReal
            ? text.substring(0, 4) + "-0" + text.charAt(5) + "-" + (text.charAt(6) - '0') % 4
            : text.substring(0, 4) + "-" + text.substring(4, 6) + "-" + text.charAt(6);
    String time =
        date
            + text.charAt(7)
            + ("T" + (nearlyReal ? "2" : text.charAt(8)) + text.charAt(9))
            + ("-" + text.substring(10, 12) + "-" + text.substring(12, 14))
            + ("." + text.substring(14) + "Z");
    check(time + "_9999-12-31T23-59-59.999Z_w_1-1_1_4096.sqlite");
  }

  @Property(tries = 2_000)
  void time_isWrittenAsTheJdkWritesIt(
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long time) {
    assertThat(NameTime.text(time)).isEqualTo(TIME.format(Instant.ofEpochMilli(time)));
    assertThat(NameTime.parse("_" + NameTime.text(time), 1)).isEqualTo(time);
  }
}
