package io.tsdb.archive.store;

import static io.tsdb.archive.store.ScriptedServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tsdb.archive.store.RemoteKind.Remote;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that are garbage, huge, cut off or meant to harm end in typed errors, in little memory.
 */
class HostileAnswersTest {

  private static final StoredObject OBJECT = new StoredObject("events/a.sqlite", 100, "\"tag\"");
  private static final RangeAnswer.Wish WISH =
      new RangeAnswer.Wish("http://host: reading events/a.sqlite", OBJECT, 10, 5);
  private static final String LISTING =
      "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated>"
          + "<Contents><Key>p/events/a</Key><Size>7</Size><ETag>\"x\"</ETag></Contents>"
          + "<Contents><Key>p/events/b</Key><Size>8</Size><ETag>\"y\"</ETag></Contents>"
          + "</ListBucketResult>";

  private static Remote s3;

  @BeforeContainer
  static void open() throws IOException {
    s3 = RemoteKind.S3.open(Duration.ofSeconds(20), 1);
  }

  @AfterContainer
  static void close() throws IOException {
    s3.close();
  }

  private static WebClient.Answer answer(int status, byte[] body, String... headers) {
    return new WebClient.Answer(status, "Text", Headers.of(headers), body, true);
  }

  /** Texts near to what is right, and far from it. */
  @Provide
  Arbitrary<String> contentRanges() {
    Arbitrary<String> number =
        Arbitraries.oneOf(
            Arbitraries.of("", "*", "10", "14", "100", "-1", "+10", "010", "1e1", "١٠"),
            Arbitraries.longs().map(Object::toString),
            Arbitraries.bigIntegers().map(Object::toString),
            Arbitraries.strings().numeric().ofMaxLength(3000));
    Arbitrary<String> unit = Arbitraries.of("bytes ", "bytes", "Bytes ", "bytes=", "items ", "");
    return Combinators.combine(unit, number, number, number)
        .as((u, first, last, size) -> u + first + "-" + last + "/" + size);
  }

  @Property
  void contentRange_isRight_orRefused(@ForAll("contentRanges") String range) throws Exception {
    Assume.that(range.chars().allMatch(c -> c < 0x7f)); // others never get into a header
    WebClient.Answer answer =
        answer(206, new byte[5], "Content-Range", range, "ETag", OBJECT.etag());
    if (range.equals("bytes 10-14/100") || range.equals("bytes 10-14/*")) {
      assertThat(RangeAnswer.verified(answer, WISH)).isEqualTo(ByteBuffer.wrap(new byte[5]));
    } else {
      assertThat(RangeAnswer.promises(answer, 5, WISH)).isFalse();
      assertThatThrownBy(() -> RangeAnswer.verified(answer, WISH))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
          .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1000));
    }
  }

  @Test
  void firstBytes_areBelieved_onlyWhereTheHeaderIsRight() {
    String range = "bytes 10-14/100";
    assertThat(promises(206, 5, "Content-Range", range)).isTrue();
    assertThat(promises(206, 5, "Content-Range", range, "ETag", "\"tag\"")).isTrue();
    assertThat(promises(206, 5, "Content-Range", range, "ETag", "\"other\"")).isFalse();
    assertThat(promises(206, 5, "Content-Range", range, "Content-Encoding", "gzip")).isFalse();
    assertThat(promises(206, 6, "Content-Range", range)).isFalse();
    assertThat(promises(206, -1, "Content-Range", range)).isFalse();
    assertThat(promises(200, 5, "Content-Range", range)).isFalse();
    assertThat(promises(206, 5)).isFalse();
  }

  private static boolean promises(int status, long length, String... headers) {
    return RangeAnswer.promises(answer(status, new byte[0], headers), length, WISH);
  }

  @Property
  void unsatisfiedRange_isReported_whateverItSays(@ForAll("contentRanges") String range) {
    Assume.that(range.chars().allMatch(c -> c < 0x7f));
    StoreException e = RangeAnswer.outside(answer(416, new byte[0], "Content-Range", range), WISH);
    assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(e.getMessage().length()).isLessThan(1000);
  }

  @Property
  void errorCode_isAWord_orNone(@ForAll byte[] body) {
    assertThat(S3ErrorCode.in(body)).matches("[A-Za-z0-9._:-]{0,100}");
  }

  @Property
  void errorCode_ofADamagedError_isAWord_orNone(
      @ForAll @IntRange(max = 80) int at, @ForAll byte with) {
    byte[] error =
        "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>m</Message></Error>........."
            .getBytes(StandardCharsets.UTF_8);
    error[at] = with;
    assertThat(S3ErrorCode.in(error)).matches("[A-Za-z0-9._:-]{0,100}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE Error [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
            + "<Error><Code>&x;</Code></Error>",
        "<!DOCTYPE Error [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>"
            + "<Error><Code>&b;&b;&b;</Code></Error>",
        "<Error><Code>a<b/>c</Code></Error>",
        "<Error><Code>line\nbreak</Code></Error>",
        "<Error><Code/></Error>",
        "<Other><Code>SlowDown</Code></Other>",
        "<Error><Deep><Code>SlowDown</Code></Deep></Error>",
        "<html><br><Code>SlowDown</Code>",
        ""
      })
  void errorCode_ofHostileXml_isNone(String body) {
    assertThat(S3ErrorCode.in(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void errorCode_isFoundAmongOthers() {
    String error =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Message>m</Message>\n"
            + "  <Code>SlowDown</Code></Error>";
    assertThat(S3ErrorCode.in(error.getBytes(StandardCharsets.UTF_8))).isEqualTo("SlowDown");
  }

  /** Lists from a server that answers this body. */
  private static void assertListedOrRefused(String body) throws IOException {
    s3.server().always(client -> client.write(head(200, body.length()) + body));
    try {
      for (StoredObject object : s3.store().list("", "", ListDepth.TREE).objects()) {
        assertThat(Keys.problem(object.key())).isEmpty();
        assertThat(object.size()).isNotNegative();
      }
    } catch (StoreException e) {
      assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(e.getMessage())
          .startsWith(s3.store().location() + ": listing its keys failed: ")
          .hasSizeLessThan(2000);
    }
  }

  @Property(tries = 300)
  void listing_thatIsDamaged_isRead_orRefused(@ForAll int at, @ForAll char with)
      throws IOException {
    StringBuilder body = new StringBuilder(LISTING);
    body.setCharAt(Math.floorMod(at, body.length()), (char) (with & 0x7f));
    assertListedOrRefused(body.toString());
  }

  @Property(tries = 100)
  void listing_thatIsCutOff_isRefused(@ForAll int at) {
    String body = LISTING.substring(0, Math.floorMod(at, LISTING.length()));
    s3.server().always(client -> client.write(head(200, body.length()) + body));
    assertThatThrownBy(() -> s3.store().list("", "", ListDepth.TREE))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL));
  }

  @Property(tries = 100)
  void listing_ofGarbage_isRefused(@ForAll String text) throws IOException {
    assertListedOrRefused(text.replaceAll("[^\\x00-\\x7f]", "?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><ListBucketResult>"
            + "<IsTruncated>false</IsTruncated><Contents><Key>p/&a;</Key><Size>1</Size>"
            + "</Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/a</Key>"
            + "<Size>-1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/a</Key>"
            + "<Size>99999999999999999999</Size></Contents></ListBucketResult>"
      })
  void listing_thatIsMeantToHarm_isRefused(String body) throws Exception {
    try (Remote remote = RemoteKind.S3.open(Duration.ofSeconds(20), 1)) {
      remote.server().always(client -> client.write(head(200, body.length()) + body));
      assertThatThrownBy(() -> remote.list())
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL));
    }
  }

  @Test
  void keysThatAreNone_areLeftOut() throws Exception {
    String body =
        "<ListBucketResult><IsTruncated>true</IsTruncated>"
            + "<Contents><Key>p/../a</Key><Size>1</Size></Contents>"
            + "<Contents><Key>p/a</Key><Size>1</Size></Contents>"
            + "<Contents><Key>p/b//c</Key><Size>1</Size></Contents></ListBucketResult>";
    try (Remote remote = RemoteKind.S3.open(Duration.ofSeconds(20), 1)) {
      remote.server().always(client -> client.write(head(200, body.length()) + body));
      ListPage page = remote.store().list("", "", ListDepth.TREE);
      assertThat(page.objects()).containsExactly(new StoredObject("a", 1, ""));
      assertThat(page.next()).hasValue("b//c");
    }
  }

  @Test
  void listing_withoutEnd_takesLittleMemory() throws Exception {
    try (Remote remote = RemoteKind.S3.open(Duration.ofSeconds(60), 1)) {
      remote
          .server()
          .always(
              client -> {
                client.write(head(200, 1L << 40) + "<ListBucketResult>");
                String object = "<Contents><Key>p/a</Key><Size>1</Size></Contents>".repeat(1000);
                while (true) {
                  client.write(object);
                }
              });
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      assertThatThrownBy(remote::list)
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL));
      assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
          .isLessThan(64 << 20);
      remote.assertNothingLeftOver();
    }
  }
}
