/** InfluxDB line protocol, as Telegraf and InfluxDB's clients write it. */
package io.tsdb.ingest.influx;
