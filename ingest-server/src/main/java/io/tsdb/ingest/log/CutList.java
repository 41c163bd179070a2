package io.tsdb.ingest.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The cuts whose files exist. They go in the order of their numbers: were a later one deleted
 * before an earlier one, a restart would serve the earlier one from the log and take it for the
 * newest.
 */
final class CutList {

  private final DataFolder data;
  private final LogDisk disk;
  private final Deque<LogCut> cuts = new ArrayDeque<>();

  CutList(DataFolder data, LogDisk disk) {
    this.data = data;
    this.disk = disk;
  }

  synchronized void add(LogCut cut) {
    cuts.addLast(cut);
  }

  synchronized void dropThrough(long seal) throws IOException {
    while (!cuts.isEmpty() && cuts.getFirst().seal() <= seal) {
      disk.delete(data.logFile(cuts.getFirst().seal()));
      // durable one by one, so that a power loss cannot bring back an earlier one alone
      disk.syncFolder(data.log());
      cuts.removeFirst();
    }
  }
}
