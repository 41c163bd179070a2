package io.tsdb.ingest.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what an earlier run left in the log's folder, and leaves there only files of which every
 * byte is proven. A damaged file is first copied aside, then written anew from its proven batches.
 */
final class LogRecovery {

  private static final Logger LOGGER = LoggerFactory.getLogger(LogRecovery.class);
  private static final Pattern FILE = Pattern.compile("(\\d{1,18})\\.log(\\.damaged.*)?");

  /**
   * Where the log goes on.
   *
   * @param cuts in ascending order
   * @param nextSeal number of the file to be started; a file of that number may exist, and is then
   *     empty
   * @param lengthBefore of the file before that one; -1 if there is none
   */
  record Recovered(
      List<LogCut> cuts,
      long nextSeal,
      long nextSequence,
      long lengthBefore,
      List<LogDamage> damages) {}

  private final Path folder;
  private final DataFolder data;
  private final LogDisk disk;
  private final EventLog.Listener listener;
  private final TreeMap<Long, Optional<LogHeader>> headers = new TreeMap<>();
  private final List<LogCut> cuts = new ArrayList<>();
  private final List<LogDamage> damages = new ArrayList<>();
  private long nextSeal;
  private long nextSequence;

  private LogRecovery(DataFolder data, LogStart start, LogDisk disk, EventLog.Listener listener) {
    this.data = data;
    this.folder = data.log();
    this.disk = disk;
    this.listener = listener;
    this.nextSeal = start.seal();
    this.nextSequence = start.sequence();
  }

  static Recovered run(DataFolder data, LogStart start, LogDisk disk, EventLog.Listener listener)
      throws IOException {
    return new LogRecovery(data, start, disk, listener).run();
  }

  private Recovered run() throws IOException {
    findFiles();
    for (long seal : headers.keySet()) {
      recover(seal);
    }
    long lengthBefore = LogHeader.NONE_BEFORE;
    if (!cuts.isEmpty() && cuts.get(cuts.size() - 1).seal() == nextSeal - 1) {
      lengthBefore = cuts.get(cuts.size() - 1).length();
    }
    return new Recovered(
        List.copyOf(cuts), nextSeal, nextSequence, lengthBefore, List.copyOf(damages));
  }

  private void findFiles() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Matcher matcher = FILE.matcher(name);
        if (matcher.matches()) {
          long seal = Long.parseLong(matcher.group(1));
          nextSeal = Math.max(nextSeal, seal + 1);
          if (matcher.group(2) == null) {
            headers.put(seal, header(file, seal));
          }
        } else if (name.endsWith(DataFolder.UNFINISHED)) {
          disk.delete(file);
        } else {
          throw new LogException(
              "Expected only log files in "
                  + folder
                  + ", found "
                  + name
                  + "; move it out of the folder");
        }
      }
    }
  }

  private Optional<LogHeader> header(Path file, long seal) throws IOException {
    try (LogWindow window = new LogWindow(file)) {
      int length = (int) Math.min(LogHeader.BYTES, window.size());
      return LogHeader.read(window.bytes(0, length), file, seal, data.writer());
    }
  }

  private void recover(long seal) throws IOException {
    Path file = data.logFile(seal);
    Optional<LogHeader> header = headers.get(seal);
    OptionalLong firstSequence = header.map(LogHeader::sequence).orElse(OptionalLong.empty());
    LogFileReader.Found found =
        LogFileReader.read(
            file,
            data.salt(),
            knownLength(seal, header),
            firstSequence,
            (record, payload, events) ->
                listener.replayed(
                    new LogBatch(
                        seal,
                        record.firstSequence(),
                        record.receivedAt(),
                        events,
                        LogRecord.HEADER_BYTES + (long) record.length())));
    nextSequence = Math.max(nextSequence, found.nextSequence());
    List<LogFileReader.Gap> gaps = new ArrayList<>(found.gaps());
    if (header.isEmpty()) {
      gaps.add(
          0,
          new LogFileReader.Gap(
              0,
              Math.min(LogHeader.BYTES, Files.size(file)),
              "expected the header of a log file, found other bytes"));
    }
    long length = found.end();
    if (!gaps.isEmpty()) {
      length = LogHeader.BYTES + found.batchBytes();
      repair(file, seal, header, found, gaps);
    } else if (found.torn() > 0) {
      LOGGER.warn(
          "Log file {} ended in {} bytes of a batch that was never acknowledged; they were cut off",
          file,
          found.torn());
      truncate(file, length);
    }
    if (found.rows() == 0 && gaps.isEmpty() && seal == nextSeal - 1) {
      nextSeal = seal;
      return;
    }
    boolean damaged =
        !gaps.isEmpty() || header.filter(known -> known.repairedLength() > 0).isPresent();
    LogCut cut = new LogCut(seal, found.rows(), length, damaged);
    cuts.add(cut);
    listener.cut(cut);
  }

  private OptionalLong knownLength(long seal, Optional<LogHeader> header) {
    if (header.isPresent() && header.get().repairedLength() > 0) {
      return OptionalLong.of(header.get().repairedLength());
    }
    Optional<LogHeader> next = headers.getOrDefault(seal + 1, Optional.empty());
    return next.isPresent() && next.get().lengthBefore() != LogHeader.NONE_BEFORE
        ? OptionalLong.of(next.get().lengthBefore())
        : OptionalLong.empty();
  }

  private void truncate(Path file, long length) throws IOException {
    try (LogDisk.OpenFile open = disk.open(file, length)) {
      open.truncate(length);
      open.force();
    }
  }

  private void repair(
      Path file,
      long seal,
      Optional<LogHeader> header,
      LogFileReader.Found found,
      List<LogFileReader.Gap> gaps)
      throws IOException {
    Path kept = keepAside(file);
    Path unfinished = data.unfinishedLogFile(seal);
    LogHeader repaired =
        new LogHeader(
            seal,
            header.map(LogHeader::firstSequence).orElse(nextSequence),
            header.map(LogHeader::lengthBefore).orElse(LogHeader.NONE_BEFORE),
            LogHeader.BYTES + found.batchBytes(),
            data.writer());
    try (LogDisk.OpenFile out = disk.open(unfinished, 0)) {
      out.write(repaired.bytes());
      LogFileReader.read(
          file,
          data.salt(),
          OptionalLong.of(found.end()),
          header.map(LogHeader::sequence).orElse(OptionalLong.empty()),
          (record, payload, events) -> {
            ByteBuffer head = ByteBuffer.allocate(LogRecord.HEADER_BYTES);
            record.write(head, data.salt());
            out.write(head.flip());
            out.write(payload);
          });
      out.force();
    }
    disk.move(unfinished, file);
    disk.syncFolder(folder);
    for (LogFileReader.Gap gap : gaps) {
      LogDamage damage = new LogDamage(file, gap.offset(), gap.length(), gap.problem(), kept);
      LOGGER.error("{}", damage);
      damages.add(damage);
    }
  }

  private Path keepAside(Path file) throws IOException {
    for (int number = 1; ; number++) {
      Path kept = folder.resolve(file.getFileName() + ".damaged-" + number);
      if (!Files.exists(kept)) {
        Files.copy(file, kept);
        try (LogDisk.OpenFile copy = disk.open(kept, Files.size(kept))) {
          copy.force();
        }
        disk.syncFolder(folder);
        return kept;
      }
    }
  }
}
