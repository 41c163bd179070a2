package io.tsdb.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import schemacrawler.schema.Catalog;
import schemacrawler.schema.Column;
import schemacrawler.schema.Table;
import schemacrawler.schemacrawler.LoadOptionsBuilder;
import schemacrawler.schemacrawler.SchemaCrawlerOptions;
import schemacrawler.schemacrawler.SchemaCrawlerOptionsBuilder;
import schemacrawler.schemacrawler.SchemaInfoLevelBuilder;
import schemacrawler.tools.utility.SchemaCrawlerUtility;
import us.fatehi.utility.datasource.DatabaseConnectionSource;
import us.fatehi.utility.datasource.DatabaseConnectionSources;
import us.fatehi.utility.datasource.MultiUseUserCredentials;

class SchemaCrawlerIT {

  @Test
  void everything_isCrawled() throws Exception {
    SchemaCrawlerOptions options =
        SchemaCrawlerOptionsBuilder.newSchemaCrawlerOptions()
            .withLoadOptions(
                LoadOptionsBuilder.builder()
                    .withSchemaInfoLevel(SchemaInfoLevelBuilder.maximum())
                    .toOptions());
    Catalog catalog;
    try (DatabaseConnectionSource source =
        DatabaseConnectionSources.newDatabaseConnectionSource(
            EarthquakeArchive.url(), new MultiUseUserCredentials("", ""))) {
      catalog = SchemaCrawlerUtility.getCatalog(source, options);
    }
    assertThat(catalog.getDatabaseInfo().getDatabaseProductName()).isEqualTo("tsdb");
    assertThat(catalog.getTables()).extracting(Table::getName).contains("events", "segments");
    Table events =
        catalog.getTables().stream()
            .filter(table -> table.getName().equals("events"))
            .findFirst()
            .orElseThrow();
    assertThat(events.getColumns())
        .extracting(Column::getName)
        .contains("ts", "value", "text", "labels", "network");
    assertThat(events.getRemarks()).isNotBlank();
  }
}
