package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentStatement;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;

/** What a {@link SegmentGather} runs in every segment. */
sealed interface SegmentRead extends RelNode permits EventsScan, PartialScan {

  /** The statement that runs in each segment. */
  SegmentStatement statement();

  /**
   * What the statement's columns are, if names of segments tell them where all rows of a segment
   * fulfil the conditions; empty if they do not.
   */
  List<SegmentFact> facts();

  /** Adds what is read to a plan as EXPLAIN shows it. */
  RelWriter explainRead(RelWriter writer);
}
