package io.tsdb.ingest.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.InvalidEventException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The log records or data points of an <a
 * href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a> request. Attributes of
 * resource, scope and item become labels, the later in place of the earlier; metrics have their
 * name as label {@code __name__}, as those of Prometheus do. An item whose events break a rule is
 * left out whole, and the next one can be read.
 */
public final class OtlpEvents implements EventSource {

  /** Most log records or metrics of a request. */
  private static final int LEAVES = 1_000_000;

  private final OtlpSignal signal;
  private final OtlpEncoding encoding;
  private final InputStream body;
  private final long received;
  private final EventBuilder event;
  private final ArrayDeque<Event> ofItem = new ArrayDeque<>();

  private OtlpLeaves leaves;
  private int leaf;
  private int group = -1;
  private Map<String, String> around = Map.of();
  private List<OtlpItem> items = new ArrayList<>();
  private int item;
  private long index;
  private boolean ended;

  /**
   * @param received epoch milliseconds, for items without a time
   * @param event makes label sets
   */
  public OtlpEvents(
      OtlpSignal signal,
      OtlpEncoding encoding,
      InputStream body,
      long received,
      EventBuilder event) {
    this.signal = signal;
    this.encoding = encoding;
    this.body = body;
    this.received = received;
    this.event = event;
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    if (ended) {
      return Optional.empty();
    }
    try {
      if (leaves == null) {
        leaves = OtlpLeaves.of(encoding.protobuf(body, signal), LEAVES);
      }
      while (ofItem.isEmpty()) {
        if (item == items.size() && !nextLeaf()) {
          return Optional.empty();
        }
        if (item < items.size()) {
          event.begin(index++, 1);
          ofItem.addAll(items.get(item++).events(around, received, event));
        }
      }
      return Optional.of(ofItem.poll());
    } catch (InvalidProtocolBufferException
        | OtlpLeaves.TooLargeException
        | OtlpJson.InvalidJsonException e) {
      throw unreadable(e.getMessage());
    }
  }

  private InvalidEventException unreadable(String message) {
    ended = true;
    return event.unreadable(
        1,
        "Expected an export request of "
            + signal.name().toLowerCase(Locale.ROOT)
            + " as "
            + encoding.mediaType()
            + ", but: "
            + message);
  }

  private boolean nextLeaf() throws IOException {
    if (leaf == leaves.size()) {
      return false;
    }
    List<OtlpLeaves.Group> groups = leaves.groups();
    if (group + 1 < groups.size() && groups.get(group + 1).firstLeaf() == leaf) {
      around = around(groups.get(++group));
    }
    items = signal.items(leaves.open(leaf++));
    item = 0;
    return true;
  }

  private Map<String, String> around(OtlpLeaves.Group of) throws IOException {
    Map<String, String> labels = new LinkedHashMap<>();
    Resource resource = Resource.parseFrom(leaves.open(of.resource()));
    Attributes.add(labels, resource.getAttributesList());
    InstrumentationScope scope = InstrumentationScope.parseFrom(leaves.open(of.scope()));
    if (!scope.getName().isEmpty()) {
      labels.put("otel.scope.name", scope.getName());
    }
    if (!scope.getVersion().isEmpty()) {
      labels.put("otel.scope.version", scope.getVersion());
    }
    Attributes.add(labels, scope.getAttributesList());
    return labels;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
