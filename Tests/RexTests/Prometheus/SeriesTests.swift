import Shared
import Testing

@testable import Rex

/// Answers of Prometheus 2.42.
@Suite struct SeriesTests {
  private func series(_ answer: String) throws -> [Series]? {
    Series.all(in: try JSON(parsing: Array(answer.utf8)))
  }

  @Test func aRangeHasTheSamplesWithTheirTimes() throws {
    let answer =
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"app_probe_last_success","instance":"10.77.1.5:9115","job":"probe","module":"vote_entrance","server":"monitoring","service":"vote","target":"https://10.77.1.2:8443/","vantage":"inside"},"values":[[1795872114.882,"1"],[1795872115.882,"0"],[1795872116.882,"1"]]}]}}"#
    let found = try #require(try series(answer)?.first)
    #expect(found["service"] == "vote")
    #expect(found["absent"] == "")
    #expect(found.interval == 1)
    #expect(
      found.samples == [
        Series.Sample(at: 1_795_872_114.882, value: 1),
        Series.Sample(at: 1_795_872_115.882, value: 0),
        Series.Sample(at: 1_795_872_116.882, value: 1),
      ])
  }

  @Test func aMomentHasOneSample() throws {
    let answer =
      #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"service":"vote"},"value":[1795872117.129,"+Inf"]}]}}"#
    #expect(
      try series(answer) == [
        Series(
          labels: ["service": "vote"],
          samples: [Series.Sample(at: 1_795_872_117.129, value: .infinity)])
      ])
  }

  @Test func nothingFoundIsNoSeries() throws {
    let answer = #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#
    #expect(try series(answer) == [])
  }

  @Test(arguments: [
    #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:8: parse error: duration must be greater than 0"}"#,
    #"{"status":"success","data":{"resultType":"scalar","result":[1795872117.129,"1"]}}"#,
    #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1]]}]}}"#,
    "[]",
  ]) func whatHasNoSeriesIsNotTakenForThem(answer: String) throws {
    #expect(try series(answer) == nil)
  }
}
