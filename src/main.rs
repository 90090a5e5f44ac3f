use oit::{audit, crawl, rule};
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args[0] == "read" {
        let bytes = std::fs::read(&args[1]).unwrap();
        let d = oit::extract::read(&bytes, &oit::extract::Hints { file_name: &args[1], ..Default::default() });
        println!("{}", oit::extract::show::pretty(&d));
        return;
    }
    let book = match rule::load::load(2564, None) {
        Ok(b) => b,
        Err(rule::load::Unloadable::Faults(f)) => { for x in f { eprintln!("{}", x.draw(false)); } std::process::exit(2) }
        Err(e) => { eprintln!("{e}"); std::process::exit(2) }
    };
    let url = &args[1];
    let mut to = None;
    for w in args.windows(2) { if w[0] == "--to" { to = Some(w[1].clone()); } }
    let options = crawl::Options { rate: Some(200.0), first: book.edition.find.first.clone(), ..Default::default() };
    let t = std::time::Instant::now();
    let krawl = audit::walk(url, &options, None, &crawl::Silent, crawl::StopHandle::default()).await.unwrap();
    eprintln!("walk {:?} {} records", t.elapsed(), krawl.records.len());
    let t = std::time::Instant::now();
    let (lib, verdicts) = audit::judge(&krawl, &book);
    eprintln!("judge {:?}", t.elapsed());
    let mut items = vec![];
    for (r, v) in book.rules.iter().zip(&verdicts) {
        println!("{} {:?} {:.2} {} | {}", r.item.get_ref(), v.outcome, v.confidence, r.title, v.comment);
        for j in &v.judged { println!("    {} {:?} {:.2} {} [{}] {}", j.id, j.one.answer, j.one.sure, j.one.reason, j.page.map_or("", |p| &lib.pages[p].record.url), j.one.quote.clone().unwrap_or_default()); }
        for e in v.evidence.iter().take(4) { println!("      > {} ({})", lib.pages[e.page].record.original, e.label); }
        items.push(serde_json::json!({"id": r.item.get_ref(), "verdict": v.outcome.name(), "comment": v.comment, "confidence": v.confidence,
          "evidence": v.evidence.iter().map(|e| serde_json::json!({"url": lib.pages[e.page].record.original})).collect::<Vec<_>>()}));
    }
    if let Some(to) = to { std::fs::write(to, serde_json::json!({"items": items}).to_string()).unwrap(); }
}
