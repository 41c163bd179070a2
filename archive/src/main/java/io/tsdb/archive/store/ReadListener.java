package io.tsdb.archive.store;

/**
 * Is told what a read costs beyond its one request, while it goes on. Its methods are called by any
 * thread and must return at once.
 */
public interface ReadListener {

  /** Does not care. */
  ReadListener NONE =
      new ReadListener() {
        @Override
        public void retried() {}

        @Override
        public void hedged() {}
      };

  /**
   * The request is sent once more, since it failed for a passing reason: one request and one round
   * trip more.
   */
  void retried();

  /**
   * The request is sent a second time beside the first one, which is slow: one request more, at the
   * same time.
   */
  void hedged();

  /**
   * Some bytes of the range have come, and others are still to come. They follow those that came
   * before; a request that is sent once more begins anew. What comes is of the object and range
   * asked for as far as the answer's header tells, but may be damaged; it may end early, too.
   *
   * @param bytes have the range's first byte at index 0; those that have come do not change any
   *     more
   * @param from index of the first byte that has come
   * @param to index after the last one
   */
  default void arrived(byte[] bytes, int from, int to) {}
}
