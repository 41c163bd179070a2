package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final AtomicInteger stops = new AtomicInteger();

  @AfterEach
  void endTimer() {
    timer.shutdownNow();
  }

  private TimeLimit start(int milliseconds) {
    return TimeLimit.start(Duration.ofMillis(milliseconds), timer, stops::incrementAndGet);
  }

  @Test
  void work_isStoppedOnceAtTheLimit() {
    try (TimeLimit limit = start(20)) {
      limit.enter();
      await().until(() -> stops.get() == 1);
      limit.leave();
      limit.enter();
      await().during(Duration.ofMillis(60)).until(() -> stops.get() == 1);
    }
  }

  @Test
  void idleTime_doesNotCount() {
    try (TimeLimit limit = start(50)) {
      limit.enter();
      limit.leave();
      await().during(Duration.ofMillis(150)).until(() -> stops.get() == 0);
      limit.enter();
      await().until(() -> stops.get() == 1);
    }
  }

  @Test
  void close_endsTheWatch() {
    TimeLimit limit = start(20);
    limit.enter();
    limit.close();
    await().during(Duration.ofMillis(80)).until(() -> stops.get() == 0);
    assertThat(stops).hasValue(0);
  }
}
