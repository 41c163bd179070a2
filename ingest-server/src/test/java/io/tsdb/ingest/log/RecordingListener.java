package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a log tells. */
final class RecordingListener implements EventLog.Listener {

  private final List<LogBatch> replayed = new ArrayList<>();
  private final List<LogBatch> appended = new ArrayList<>();
  private final List<LogCut> cuts = new ArrayList<>();

  @Override
  public synchronized void replayed(LogBatch batch) {
    replayed.add(batch);
  }

  @Override
  public synchronized void appended(LogBatch batch) {
    appended.add(batch);
  }

  @Override
  public synchronized void cut(LogCut cut) {
    cuts.add(cut);
  }

  synchronized List<LogBatch> replayedBatches() {
    return List.copyOf(replayed);
  }

  synchronized List<List<Event>> replayedEvents() {
    return replayed.stream().map(LogBatch::events).toList();
  }

  synchronized List<LogBatch> appendedBatches() {
    return List.copyOf(appended);
  }

  synchronized List<LogCut> cuts() {
    return List.copyOf(cuts);
  }
}
