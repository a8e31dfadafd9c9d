import ArgumentParser

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract:
      "Makes the table of a month: incidents, delays, budget, repeated causes and proposals.",
    discussion: """
      rex review --since 30d
      rex review --since 30d --language fr --notices notices.json > review.md

      Incidents of warnings alone are left out; 'rex incidents' has them.
      """)

  @OptionGroup var range: RangeOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var witnesses: WitnessOptions

  func run() throws {
    let telling = try source.telling()
    let search = try source.search()
    let range = try range.range(telling.zone, otherwise: "30d")
    let all = try search.incidents(in: range)
    if all.isEmpty { try search.remarkIfNothingWasMeasured(in: range, telling) }
    let files = try witnesses.files(
      all.filter { !$0.isWarning }, among: all, patience: source.patience())
    let review = Review(
      files: files, budget: try BudgetLine.all(search.prometheus, at: range.upperBound),
      from: range.lowerBound, to: range.upperBound, telling: telling)
    print(Markdown(language: telling.language).text(of: review.document), terminator: "")
  }
}
