def test_pages(as_li, dinghai):
    from django.urls import reverse
    for url in ["/admin/", "/admin/questions/all/","/admin/questions/all/?q=选","/admin/questions/single-choice/", "/admin/questions/single-choice/add/", f"/admin/questions/single-choice/edit/{dinghai.questions[0].pk}/", "/admin/quizzes/", "/admin/quizzes/add/", f"/admin/quizzes/edit/{dinghai.quiz.pk}/", "/admin/library/provisions/", "/admin/library/points/", "/admin/library/drawings/", "/admin/library/drawings/add/", f"/admin/pages/{dinghai.case.pk}/edit/", f"/admin/pages/{dinghai.lesson.pk}/edit/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/reports/site-history/","/admin/snippets/"]:
        try:
            r = as_li.get(url)
            print(url, r.status_code, r.headers.get("Location",""))
        except Exception as e:
            import traceback; traceback.print_exc(limit=-4)
            print(url, "EXC", type(e), str(e)[:300])
    assert 0
