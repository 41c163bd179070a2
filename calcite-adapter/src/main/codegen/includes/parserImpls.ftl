/** Parses the infix "->" of SQLite: the JSON that stands under a key. */
void JsonArrow(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <JSON_ARROW> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(TsdbOperators.JSON_ARROW, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses the infix "->>" of SQLite: the text or number that stands under a key. */
void JsonArrowText(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <JSON_ARROW_TEXT> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(TsdbOperators.JSON_ARROW_TEXT, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses the infix MATCH of SQLite's full-text search. */
void MatchExpression(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <MATCH> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(TsdbOperators.MATCH, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Parses the infix cast "::" of PostgreSQL. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
    }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}
