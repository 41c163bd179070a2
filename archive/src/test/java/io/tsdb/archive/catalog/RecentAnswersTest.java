package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.catalog.RecentAnswers.Answer;
import io.tsdb.archive.catalog.RecentAnswers.Question;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {

  private static final Duration AGE = Duration.ofSeconds(5);
  private static final TimeRange HOUR = new TimeRange(0, 3_600_000);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final AtomicInteger asked = new AtomicInteger();
  private final RecentAnswers<Integer> answers = new RecentAnswers<>(100, nanos::get);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private Question<Integer> question(TimeRange covered, int weight) {
    return () -> new Answer<>(covered, asked.incrementAndGet(), weight);
  }

  private int ask(TimeRange range, TimeRange covered) throws IOException {
    return answers.get(range, AGE, question(covered, 1));
  }

  @Test
  void answer_servesNarrowerRanges_untilItIsTooOld() throws IOException {
    assertThat(ask(HOUR, HOUR)).isEqualTo(1);
    assertThat(ask(new TimeRange(10, 20), HOUR)).isEqualTo(1);
    assertThat(ask(new TimeRange(10, 3_600_001), TimeRange.ALL)).isEqualTo(2);
    nanos.addAndGet(AGE.toNanos() - 1);
    assertThat(ask(HOUR, HOUR)).isEqualTo(2);
    nanos.addAndGet(1);
    assertThat(ask(HOUR, HOUR)).isEqualTo(3);
  }

  @Test
  void age_isCountedFromTheQuestion_notFromTheAnswer() throws IOException {
    answers.get(
        HOUR,
        AGE,
        () -> {
          nanos.addAndGet(Duration.ofSeconds(4).toNanos());
          return new Answer<>(HOUR, asked.incrementAndGet(), 1);
        });
    assertThat(ask(HOUR, HOUR)).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(ask(HOUR, HOUR)).isEqualTo(2);
  }

  @Test
  void bounds_dropTheOldest() throws IOException {
    for (int i = 0; i <= RecentAnswers.MOST_ANSWERS; i++) {
      ask(new TimeRange(i, i + 1), new TimeRange(i, i + 1));
    }
    int known = asked.get();
    assertThat(ask(new TimeRange(1, 2), HOUR)).isEqualTo(2);
    assertThat(ask(new TimeRange(0, 1), new TimeRange(0, 1))).isEqualTo(known + 1);
  }

  @Test
  void weight_isBounded() throws IOException {
    answers.get(new TimeRange(0, 1), AGE, question(new TimeRange(0, 1), 60));
    answers.get(new TimeRange(1, 2), AGE, question(new TimeRange(1, 2), 60));
    assertThat(ask(new TimeRange(1, 2), HOUR)).isEqualTo(2);
    assertThat(ask(new TimeRange(0, 1), new TimeRange(0, 1))).isEqualTo(3);
    answers.get(HOUR, AGE, question(HOUR, 101));
    assertThat(ask(new TimeRange(1, 2), HOUR)).isEqualTo(2);
    assertThat(answers.get(HOUR, AGE, question(HOUR, 101))).isEqualTo(5);
  }

  @Test
  void forget_letsNobodyHaveAnAnswerFromBefore() throws Exception {
    ask(HOUR, HOUR);
    answers.forget();
    assertThat(ask(HOUR, HOUR)).isEqualTo(2);

    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    answers.forget();
    Future<Integer> early =
        threads.submit(
            () ->
                answers.get(
                    HOUR,
                    AGE,
                    () -> {
                      asking.countDown();
                      await(go);
                      return new Answer<>(HOUR, -1, 1);
                    }));
    await(asking);
    answers.forget();
    assertThat(ask(HOUR, HOUR)).isEqualTo(3); // does not wait for it
    go.countDown();
    assertThat(early.get()).isEqualTo(-1);
    assertThat(ask(HOUR, HOUR)).isEqualTo(3); // nor finds its answer
  }

  @Test
  void callers_whoAskTheSameAtOnce_shareOneQuestion() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      results.add(
          threads.submit(
              () ->
                  answers.get(
                      HOUR,
                      AGE,
                      () -> {
                        asking.countDown();
                        await(go);
                        return new Answer<>(HOUR, asked.incrementAndGet(), 1);
                      })));
    }
    await(asking);
    go.countDown();
    for (Future<Integer> result : results) {
      assertThat(result.get()).isEqualTo(1);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void failure_isTheCallersOwn() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Integer> failing =
        threads.submit(
            () ->
                answers.get(
                    HOUR,
                    AGE,
                    () -> {
                      asking.countDown();
                      await(go);
                      throw new IOException("closed");
                    }));
    await(asking);
    Future<Integer> other = threads.submit(() -> ask(HOUR, HOUR));
    go.countDown();
    assertThatThrownBy(failing::get).hasRootCauseMessage("closed");
    assertThat(other.get()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                answers.get(
                    TimeRange.ALL,
                    AGE,
                    () -> {
                      throw new IOException("away");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("away");
    assertThat(ask(HOUR, HOUR)).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
